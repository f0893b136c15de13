/** Counts steps, so that tests can tell how work grows without looking at a clock. */
export interface Work {
  units: number;
}
