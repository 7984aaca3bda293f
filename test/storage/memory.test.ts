import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { describeStore } from './contract.ts';

describeStore('memory', (use) => use(openStore(memoryDriver())));
