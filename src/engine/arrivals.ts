/**
 * When a connection can have come at the earliest. A loop that answers one call after the other accepts those that came meanwhile
 * late, all at once; for a deadline each of them must count from when the loop last looked, unless it slept since then.
 */
export class Arrivals {
  private before = 0;
  private began = 0;
  private idle = 0;
  private hasSlept = true;
  private isInTurn = false;

  /** Work begins; the first of a turn of the loop marks its begin. */
  busy(): void {
    if (this.isInTurn) return;
    this.isInTurn = true;
    setImmediate(() => {
      this.isInTurn = false;
    });
    const { idle } = performance.eventLoopUtilization();
    this.hasSlept = idle > this.idle;
    this.idle = idle;
    this.before = this.began;
    this.began = performance.now();
  }

  /** For a connection that is accepted now, on the clock of `performance.now()`. */
  earliest(): number {
    this.busy();
    return this.hasSlept ? this.began : this.before;
  }
}
