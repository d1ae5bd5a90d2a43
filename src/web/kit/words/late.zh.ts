// 迟到动作与门口留言的用词：没有信号时做的动作，回来时这一户已经另有人负责。
export const lateZh = {
  tab: '迟到的动作',
  title: '{n} 条等着看',
  none: '没有等着看的迟到动作',
  line: '没有信号时做的动作，到的时候这一件已经换了人或有了变化。系统没有采用，请看一看，说明怎么处理。',
  seen: '看已处理的',
  open: '看待处理的',
  by: '{role}{name} {when}做的',
  holder: '到的时候由{role}{name}负责',
  nobody: '到的时候没有人负责',
  applied_by_hand: '已人工补录',
  ignored: '不采用',
  done: '已记下：{how}',
  asked: '在门口登记的需求，请补录：',
  seen_by: '{name}已处理：{how}',
  'voice.title': '门口留言',
  'voice.by': '{role}{name} 录',
  'voice.play': '播放{when}的留言',
} as const;
export type LateKey = keyof typeof lateZh;
