// One line a namespace, the same in every language.
export { default as common } from './common.json' with { type: 'json' };
export { default as feed } from './feed.json' with { type: 'json' };
export { default as problem } from './problem.json' with { type: 'json' };
