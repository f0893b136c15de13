/** How `work(n)` grows: the exponent of the power law between sizes 1,000 and 16,000, fitted by least squares. */
export function exponent(work: (n: number) => number): number {
  const points = [1000, 2000, 4000, 8000, 16000].map((n) => [Math.log(n), Math.log(work(n))] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([n]) => n));
  const y = mean(points.map(([, units]) => units));
  const slope = points.reduce((sum, [n, units]) => sum + (n - x) * (units - y), 0);
  return slope / points.reduce((sum, [n]) => sum + (n - x) ** 2, 0);
}
