/** How many calls wait for the gateway together. Their answers leave one after the other, so each needs the room of all. */
export class Crowd {
  private waiting = 0;
  private peak = 0;

  /** Gives a function that says that the call waits no more. */
  enter(): () => void {
    this.waiting++;
    this.peak = Math.max(this.peak, this.waiting);
    return () => {
      this.waiting--;
      // Those that are left of a crowd are still behind the answers of the others.
      if (this.waiting === 0) this.peak = 0;
    };
  }

  /** The most that waited at once since nobody did. */
  most(): number {
    return this.peak;
  }
}
