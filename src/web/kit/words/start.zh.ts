// Words of the page where a seat is chosen, in Chinese.

export const startZh = {
  title: '菜篮子',
  line: '每一户都有着落',
  about: '封控期间，社区保供的值守台。每件需求从收集到反馈，一步一步都有人管，也都看得见。',
  choose: '您是哪一位？',
  'seat.door': '居民',
  'seat.door.text': '要菜、要药、取快递，看送到哪儿了',
  'seat.field': '上门人员',
  'seat.field.text': '志愿者、楼栋长、网格员的送货任务',
  'seat.desk': '值守台',
  'seat.desk.text': '信息员接需求、派单、回访',
  'seat.board': '看板',
  'seat.board.text': '每栋楼、每一户，现在怎么样',
} as const;
