// How words come in, and what may come of a call or a message: the choices that the contract and the desk share.

/** Where a pasted text was copied from. */
export const groupChannels = ['wechat_group', 'wecom_group', 'form', 'phone_note', 'other'] as const;

/** A 接龙 of a big compound or a night of chat, in UTF-16 units; more is pasted in parts. */
export const mostText = 60_000;

/** What came of a call that led to no request; in the order of the keys. */
export const callOutcomes = ['answered', 'needs_nothing', 'calls_again', 'passed_on', 'wrong_number', 'hung_up'] as const;

/** What a clerk says of messages that led to no request. */
export const closingOutcomes = ['known', 'called', 'elsewhere', 'nothing'] as const;
