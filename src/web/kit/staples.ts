// Things often asked for, one tap to add: with the unit people ask for them in. The names are what shops here call them.
import type { Kind } from '../../domain/request/kind.ts';

export interface Staple {
  readonly key: 'potatoes' | 'cabbage' | 'tomatoes' | 'eggs' | 'rice' | 'flour' | 'oil' | 'milk' | 'pork' | 'paper';
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
}

export const staples: Readonly<Partial<Record<Kind, readonly Staple[]>>> = {
  groceries: [
    { key: 'potatoes', name: '土豆', quantity: 2, unit: '斤' },
    { key: 'cabbage', name: '白菜', quantity: 1, unit: '棵' },
    { key: 'tomatoes', name: '西红柿', quantity: 2, unit: '斤' },
    { key: 'eggs', name: '鸡蛋', quantity: 1, unit: '板' },
    { key: 'rice', name: '大米', quantity: 1, unit: '袋' },
    { key: 'flour', name: '面粉', quantity: 1, unit: '袋' },
    { key: 'oil', name: '食用油', quantity: 1, unit: '桶' },
    { key: 'milk', name: '牛奶', quantity: 1, unit: '箱' },
    { key: 'pork', name: '猪肉', quantity: 1, unit: '斤' },
    { key: 'paper', name: '卫生纸', quantity: 1, unit: '提' },
  ],
};

export const units: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  groceries: ['斤', '个', '袋', '箱', '棵', '板', '桶', '瓶', '提', '份'],
  medicine: ['盒', '瓶', '片', '支'],
  group_buy_parcel: ['份', '件', '箱'],
  schoolbooks: ['本', '套'],
  parcel: ['件'],
};
