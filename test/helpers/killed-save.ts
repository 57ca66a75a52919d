/**
 * A process that saves and is killed at one operation of the disk. Arguments: store, second, id of
 * the finding, folder of logs, number of the operation, how it fails.
 */
import process from 'node:process';
import { type DiskFailure, failAt } from './failing-disk.ts';
import { saveAll } from './whole-save.ts';

const [store = '', second = '', id = '', logs = '', number = '', how = 'killed'] =
  process.argv.slice(2);
failAt(Number(number), how as DiskFailure);
saveAll(store, Number(second), id, logs);
