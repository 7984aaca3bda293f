export { createStorage, type Driver } from 'unstorage';
