// What the invented households of the sample ask for on its morning.
import type { Channel, GoodsClass, Kind } from '../../domain/request/kind.ts';

type Item = readonly [name: string, quantity: number, unit: string];

export interface Wish {
  readonly items: readonly Item[];
  readonly note?: string;
  readonly goods?: GoodsClass;
}

export const wishes: Readonly<Record<Kind, readonly Wish[]>> = {
  groceries: [
    {
      items: [
        ['土豆', 3, '斤'],
        ['西红柿', 2, '斤'],
        ['鸡蛋', 1, '板'],
      ],
    },
    {
      items: [
        ['大米', 1, '袋'],
        ['食用油', 1, '桶'],
      ],
    },
    {
      items: [
        ['白菜', 2, '棵'],
        ['豆腐', 2, '块'],
        ['挂面', 3, '把'],
      ],
    },
    { items: [['鲜牛奶', 1, '箱']], note: '孩子喝的', goods: 'cold' },
    {
      items: [
        ['洋葱', 2, '斤'],
        ['猪肉', 2, '斤'],
        ['青椒', 1, '斤'],
      ],
      goods: 'fresh',
    },
    {
      items: [
        ['面粉', 1, '袋'],
        ['盐', 2, '袋'],
        ['酱油', 1, '瓶'],
      ],
    },
    {
      items: [
        ['婴儿奶粉', 2, '罐'],
        ['尿不湿', 1, '包'],
      ],
      note: 'L 码',
    },
  ],
  medicine: [
    { items: [['硝苯地平缓释片', 2, '盒']], note: '医保卡在门口袋子里', goods: 'medicine' },
    { items: [['二甲双胍片', 1, '盒']], goods: 'medicine' },
    { items: [['阿司匹林肠溶片', 1, '盒']], note: '还剩两天的量', goods: 'medicine' },
  ],
  group_buy_parcel: [{ items: [['牛奶团购', 1, '箱']], note: '3号楼团长那里' }, { items: [['水果团购', 2, '份']] }],
  schoolbooks: [
    { items: [['三年级下册课本', 1, '套']] },
    {
      items: [
        ['初一英语', 1, '本'],
        ['练习册', 2, '本'],
      ],
    },
  ],
  parcel: [{ items: [['取件码 8-2-3017', 1, '件']] }, { items: [['快递', 2, '件']] }],
  rubbish: [{ items: [], note: '两袋，已经扎好' }],
  home_help: [{ items: [], note: '水龙头关不紧' }],
  other: [{ items: [['老花镜', 1, '副']] }],
};

export const kindsOfTheMorning: readonly Kind[] = [
  'groceries',
  'groceries',
  'medicine',
  'groceries',
  'parcel',
  'groceries',
  'schoolbooks',
  'groceries',
  'medicine',
  'group_buy_parcel',
  'rubbish',
  'groceries',
  'home_help',
  'other',
];
export const channelsOfTheMorning: readonly Channel[] = [
  'resident_page',
  'telephone',
  'resident_page',
  'door_to_door',
  'pasted_text',
  'telephone',
];
