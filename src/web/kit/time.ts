// Times, spans, weights and money as people read them, in the community's time zone.
import { serverNow } from './now.ts';
import { preference } from './preferences.ts';
import { sayKit } from './words.ts';

let zone = 'Asia/Shanghai';
const formats = new Map<string, Intl.DateTimeFormat>();

/** The community's time zone, once the page knows it. */
export function setTimeZone(name: string): void {
  zone = name;
  formats.clear();
}

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const language = preference('language') === 'zh' ? 'zh-CN' : 'en-GB';
  const key = `${language} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
    formats.set(key, found);
  }
  return found;
}

type When = string | number;
const at = (when: When) => (typeof when === 'number' ? when : Date.parse(when));

/** `14:20` */
export function clockTime(when: When): string {
  return format('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at(when));
}

/** `3月12日` */
export function dayOf(when: When): string {
  return format('day', { month: preference('language') === 'zh' ? 'long' : 'short', day: 'numeric' }).format(at(when));
}

/** `2022-03-12` in the community's time zone: the `day` of the contract. */
export function isoDay(when: When): string {
  const parts = format('iso', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at(when));
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** `14:20` today, `昨天 14:20`, or `3月12日 14:20`. */
export function dayTime(when: When, now: number = serverNow()): string {
  const day = isoDay(when);
  const time = clockTime(when);
  if (day === isoDay(now)) return time;
  if (day === isoDay(now - 86_400_000)) return sayKit('day_time', { day: sayKit('day.yesterday'), time });
  if (day === isoDay(now + 86_400_000)) return sayKit('day_time', { day: sayKit('day.tomorrow'), time });
  return sayKit('day_time', { day: dayOf(when), time });
}

/** `35 分钟`, `2 小时 5 分`, `3 天`; milliseconds, sign ignored. */
export function span(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 1) return sayKit('span.seconds', { n: Math.floor(Math.abs(ms) / 1000) });
  if (minutes < 60) return sayKit('span.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return sayKit('span.days', { n: Math.floor(hours / 24) });
  const rest = minutes % 60;
  return rest === 0 ? sayKit('span.hours', { n: hours }) : sayKit('span.hours_minutes', { h: hours, m: rest });
}

/** `35 分钟前`, `刚刚`, `20 分钟后` */
export function ago(when: When, now: number = serverNow()): string {
  const past = now - at(when);
  if (Math.abs(past) < 60_000) return sayKit('span.now');
  return past > 0 ? sayKit('span.ago', { span: span(past) }) : sayKit('span.ahead', { span: span(past) });
}

/** `14:20 (35 分钟前)` */
export function timeAgo(when: When, now: number = serverNow()): string {
  return sayKit('time_with_ago', { time: dayTime(when, now), ago: ago(when, now) });
}

/** `850 克`, `2.5 公斤` */
export function weight(grams: number): string {
  if (grams < 1000) return sayKit('weight.grams', { n: grams });
  return sayKit('weight.kilos', { n: Math.round(grams / 100) / 10 });
}

/** `¥12.50` from fen. */
export function yuan(fen: number): string {
  const whole = Math.abs(Math.trunc(fen));
  const grouped = String(Math.floor(whole / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '−' : ''}¥${grouped}.${String(whole % 100).padStart(2, '0')}`;
}
