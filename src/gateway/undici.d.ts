// The whole of undici takes 50 ms to load, its pool alone half of that.
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";
  export default Pool;
}
