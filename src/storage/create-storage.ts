/** The one place that knows unstorage: the store of records and the store of files are opened through it. */
export { createStorage, type Driver } from 'unstorage';
