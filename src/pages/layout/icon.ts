/** Without a link to an icon, browsers request `/favicon.ico` on every visit and get a 404. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0a4f6d"/>' +
  '<g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"><circle cx="9" cy="16" r="1.5" fill="#fff"/>' +
  '<path d="M15 10a9 9 0 0 1 0 12M21 6a15 15 0 0 1 0 20"/></g></svg>';

export function iconUrl(baseUrl: string): string {
  return `${baseUrl}/assets/kaiku.svg`;
}
