// One line a namespace, the same in every language.
export { default as common } from './common.json' with { type: 'json' };
export { default as embed } from './embed.json' with { type: 'json' };
export { default as feed } from './feed.json' with { type: 'json' };
export { default as hub } from './hub.json' with { type: 'json' };
export { default as intake } from './intake.json' with { type: 'json' };
export { default as mail } from './mail.json' with { type: 'json' };
export { default as page } from './page.json' with { type: 'json' };
export { default as problem } from './problem.json' with { type: 'json' };
export { default as subscription } from './subscription.json' with { type: 'json' };
