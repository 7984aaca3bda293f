import type { Hono } from 'hono';
import type { House } from '../../newsroom/port.ts';
import type { Visitors } from '../client-rates.ts';
import { cuts } from './cuts.ts';
import { home } from './home.ts';
import { newsroom } from './newsroom.ts';
import { release } from './release.ts';
import { icon, style } from './style.ts';

/** What people open, and how it looks. */
export function pages(app: Hono, house: House, visitors: Visitors): void {
  style(app, house);
  icon(app, house);
  home(app, house);
  cuts(app, house);
  newsroom(app, house, visitors);
  release(app, house);
}
