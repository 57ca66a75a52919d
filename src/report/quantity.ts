/** Numbers as people read them: durations, rates, counted nouns. Knows no layout. */
import type { Rate } from '../model/finding.ts';
import { wilson } from './wilson.ts';

/** Milliseconds as `450 ms`, `7.4 s`, `3 min 05 s`, `2 h 07 min`. */
export function durationText(ms: number): string {
  if (ms < 999.5) {
    return `${Math.max(0, Math.round(ms))} ms`;
  }
  if (ms < 59_950) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `1 experiment`, `2 experiments`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `5/5`. */
export function rateText(rate: Rate): string {
  return `${rate.violated}/${rate.runs}`;
}

/** `57–100 %`: where the true rate lies with 95 % confidence. */
export function intervalText(rate: Rate): string {
  const { low, high } = wilson(rate.violated, rate.runs);
  return `${Math.round(low * 100)}–${Math.round(high * 100)} %`;
}

/** A share between 0 and 1 as a percentage; what is more than nothing is never printed as 0 %. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) {
    return '< 1 %';
  }
  return `${Math.round(percent)} %`;
}
