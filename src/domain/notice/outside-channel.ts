// 外部渠道: the ways in and out that belong to somebody else (a telephone system, WeChat, WeCom), and what each needs to be set up.

export const outsideChannels = ['telephone_system', 'official_account', 'wecom_app', 'wecom_service', 'group_robot'] as const;
export type OutsideChannel = (typeof outsideChannels)[number];

/** Channels by which people write to the community. */
export const writtenChannels = ['official_account', 'wecom_app', 'wecom_service'] as const satisfies readonly OutsideChannel[];
export type WrittenChannel = (typeof writtenChannels)[number];

export interface ChannelField {
  readonly name: string;
  readonly secret: boolean;
  readonly pattern: RegExp;
}

const secretText = /^[\x21-\x7e]{16,128}$/;
const callback: readonly ChannelField[] = [
  { name: 'token', secret: true, pattern: /^[A-Za-z0-9]{3,32}$/ },
  { name: 'encodingAesKey', secret: true, pattern: /^[A-Za-z0-9]{43}$/ },
];
const corpId: ChannelField = { name: 'corpId', secret: false, pattern: /^w[A-Za-z0-9_-]{5,60}$/ };
const appSecret: ChannelField = { name: 'secret', secret: true, pattern: secretText };

/** All are needed before a channel can be used. */
export const channelFields: Readonly<Record<OutsideChannel, readonly ChannelField[]>> = {
  telephone_system: [{ name: 'secret', secret: true, pattern: secretText }],
  official_account: [{ name: 'appId', secret: false, pattern: /^wx[A-Za-z0-9]{10,40}$/ }, appSecret, ...callback],
  wecom_app: [corpId, { name: 'agentId', secret: false, pattern: /^[0-9]{1,12}$/ }, appSecret, ...callback],
  wecom_service: [corpId, appSecret, ...callback],
  group_robot: [{ name: 'key', secret: true, pattern: /^[A-Za-z0-9-]{16,64}$/ }],
};

export function isWritten(channel: string): channel is WrittenChannel {
  return (writtenChannels as readonly string[]).includes(channel);
}
