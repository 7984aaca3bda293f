import { readEnvironment } from './environment.ts';
import { openHouse } from './house.ts';
import { listen, stopOnSignals } from './serve.ts';

const environment = readEnvironment(process.env);
const house = openHouse({ ...environment, now: Date.now });
const { stop } = await listen(house, environment.port);
stopOnSignals(stop);
console.log(`Kaiku serves ${environment.baseUrl}`);
