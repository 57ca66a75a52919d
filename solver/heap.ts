/** A binary heap. Knows its order only. */

export class Heap<T> {
  private readonly items: T[] = [];
  private readonly compare: (a: T, b: T) => number;

  /** The least item by `compare` is on top. */
  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare;
  }

  get size(): number {
    return this.items.length;
  }

  get top(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.items[parent] as T;
      if (this.compare(other, item) <= 0) {
        break;
      }
      this.items[at] = other;
      at = parent;
    }
    this.items[at] = item;
  }

  pop(): T | undefined {
    const [top] = this.items;
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) {
      this.sink(last);
    }
    return top;
  }

  /** Puts an item in the place of the top one. */
  replaceTop(item: T): void {
    this.sink(item);
  }

  private sink(item: T): void {
    const { items } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < items.length && this.compare(items[right] as T, items[child] as T) < 0) {
        child = right;
      }
      if (this.compare(item, items[child] as T) <= 0) {
        break;
      }
      items[at] = items[child] as T;
      at = child;
    }
    items[at] = item;
  }
}
