import type { Hono } from 'hono';
import type { ClientRates } from '../client-rates.ts';
import type { Service } from '../service.ts';
import { cuts } from './cuts.ts';
import { home } from './home.ts';
import { newsroom } from './newsroom.ts';
import { release } from './release.ts';
import { icon, style } from './style.ts';

/** What people open, and how it looks. */
export function pages(app: Hono, service: Service, clientRates: ClientRates): void {
  style(app, service);
  icon(app, service);
  home(app, service);
  cuts(app, service);
  newsroom(app, service, clientRates);
  release(app, service);
}
