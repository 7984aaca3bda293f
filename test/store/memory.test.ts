import { memoryDriver } from '../../src/store/memory-driver.ts';
import { openStore } from '../../src/store/open-store.ts';
import { describeStore } from './contract.ts';

describeStore('memory', (use) => use(openStore(memoryDriver())));
