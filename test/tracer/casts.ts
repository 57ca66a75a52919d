/** Beginnings of casts that many tests share. */

/** Listens on %port and accepts one connection as `a`. */
export const SERVE: readonly string[] = [
  'tcp l',
  'bind l 127.0.0.1 %port',
  'listen l',
  'accept l a',
];

/** Connects to that as `a`. */
export const DIAL: readonly string[] = ['tcp a', 'connect a 127.0.0.1 %port'];
