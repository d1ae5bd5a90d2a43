// Invented names: any likeness is chance. Telephones are from a range that no operator gives out.
import type { Chance } from './chance.ts';

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎'];
const given = [...'建国志强秀英桂兰玉梅晓明海燕雪峰丽娟文静佳怡子涵梓轩雨桐浩然思远俊杰春华秋实冬梅长青永福守义淑芬凤霞庆云立新'];

export function inventName(chance: Chance): string {
  const first = chance.pick(given);
  return `${chance.pick(surnames)}${first}${chance.happens(70) ? chance.pick(given) : ''}`;
}

/** 1990000xxxx: the n-th telephone of the sample. */
export function inventTelephone(n: number): string {
  return `1990000${String(n).padStart(4, '0')}`;
}
