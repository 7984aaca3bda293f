import type { Hono } from 'hono';
import type { ClientRates } from '../client-rates.ts';
import type { Service } from '../service.ts';
import { addCutPages } from './cuts.ts';
import { addHomePages } from './home.ts';
import { addNewsroomPages } from './newsroom.ts';
import { addReleasePages } from './release.ts';
import { addIcon, addStyleSheet } from './style.ts';

export function addPageRoutes(app: Hono, service: Service, clientRates: ClientRates): void {
  addStyleSheet(app, service);
  addIcon(app, service);
  addHomePages(app, service);
  addCutPages(app, service);
  addNewsroomPages(app, service, clientRates);
  addReleasePages(app, service);
}
