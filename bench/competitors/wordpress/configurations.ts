export interface Place {
  /** A temporary directory for files that are not the site's. */
  readonly home: string;
  /** The files of WordPress. */
  readonly root: string;
  /** The site without a cache. */
  readonly port: number;
  /** The site behind the page cache. */
  readonly cachedPort: number;
}

/** The same for both ports, so that WordPress does not redirect from one to the other. */
const HOST = 'uutiset.example';
const KEYS = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [`${name}_KEY`, `${name}_SALT`]);

export function wordpressConfiguration({ home }: Place): string {
  const constants = {
    DB_NAME: 'wordpress',
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${home}/mariadb.sock`,
    DB_CHARSET: 'utf8mb4',
    DB_COLLATE: '',
    WP_HOME: `http://${HOST}`,
    WP_SITEURL: `http://${HOST}`,
    ...Object.fromEntries(KEYS.map((key) => [key, `${key} of the measurements`])),
  };
  const defined = Object.entries(constants).map(([name, value]) => `define('${name}', '${value}');`);
  return `<?php
${defined.join('\n')}
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
$_SERVER['HTTP_HOST'] = '${HOST}';
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
`;
}

/** Four workers: on one core more of them would only wait for each other. */
export function phpConfiguration({ home }: Place): string {
  return `[global]
daemonize = no
error_log = ${home}/php.log
[wordpress]
user = root
group = root
listen = ${home}/php.sock
pm = static
pm.max_children = 4
php_admin_value[opcache.enable] = 1
`;
}

/**
 * As guides to such a site have it. The cache keeps the body as WordPress gave it: nginx compresses it for each answer, at
 * its level of 1.
 */
export function nginxConfiguration({ home, root, port, cachedPort }: Place): string {
  const site = (at: number, more: string) => `
  server {
    listen 127.0.0.1:${at} reuseport; root ${root}; index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:${home}/php.sock; fastcgi_buffer_size 16k; fastcgi_buffers 64 8k;
      ${more}
    }
  }`;
  const cache = `fastcgi_cache pages; fastcgi_cache_key $scheme$request_method$host$request_uri; fastcgi_cache_valid 200 1h;
      fastcgi_ignore_headers Cache-Control Expires Set-Cookie; fastcgi_cache_lock on;
      fastcgi_cache_use_stale error timeout updating;`;
  return `worker_processes 1; daemon off; pid ${home}/nginx.pid; error_log ${home}/nginx.log; user root;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 75s; open_file_cache max=100 inactive=60s;
  gzip on; gzip_vary on; gzip_types application/rss+xml text/xml;
  fastcgi_cache_path ${home}/cache levels=1:2 keys_zone=pages:10m inactive=1h;${site(port, '')}${site(cachedPort, cache)}
}
`;
}
