#!/bin/bash
# Starts Kaiku behind each configuration of docs/deploy and asks through it. Not part of `npm test`: it needs Debian's nginx,
# varnish, varnish-modules, haproxy, caddy and curl, as root or not. Ports from $1 (22200) upwards. `--slow` also waits until a
# withdrawn release is gone from each cache, which takes up to two minutes.
set -eu
cd "$(dirname "$0")/../.."
base=22200 slow=no
for argument; do case $argument in --slow) slow=yes ;; *) base=$argument ;; esac; done
kaiku=$((base + 10)) nginx=$((base + 11)) varnish=$((base + 12)) haproxy=$((base + 13)) caddy=$((base + 14))
node=node_modules/.bin/node token=token-of-the-deployment-test
place=$(mktemp -d) pids=() failed=0
chmod 755 "$place"
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$place"
}
trap finish EXIT

# check NAME EXPECTED GIVEN
check() {
    if [ "$2" = "$3" ]; then echo "ok    $1: $3"; else echo "WRONG $1: $3, not $2"; failed=1; fi
}
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
# Until the address answers 200.
await() { for _ in $(seq 100); do [ "$(status "$1")" = 200 ] && return; sleep 0.1; done; echo "no answer: $1"; exit 1; }
start() { "$@" >>"$place/log" 2>&1 & pids+=($!); }
api() { curl -s -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -H 'If-Match: *' "${@:2}"; }
api_base=http://127.0.0.1:$kaiku/api/v1/newsrooms

[ -e dist/server.mjs ] || npm run --silent build
PORT=$kaiku KAIKU_HOST=127.0.0.1 KAIKU_DATA=$place/data KAIKU_ADMIN_TOKEN=$token KAIKU_PURGE_URL=http://127.0.0.1:$varnish/ \
    KAIKU_ALLOW_PRIVATE_HOSTS=1 start $node dist/server.mjs
await "http://127.0.0.1:$kaiku/healthz"
own=$(api $token $api_base -d '{"slug":"satama","name":"Satama","languages":["fi"],"defaultLanguage":"fi"}' |
    sed 's/.*"token":"\([^"]*\)".*/\1/')
for title in Yksi Kaksi; do
    api "$own" $api_base/satama/releases -d "{\"state\":\"published\",\"variants\":{\"fi\":{\"title\":\"$title\"}}}" >/dev/null
done
feed=/fi/satama/feed.atom

mkdir "$place/nginx"
sed -e "s/listen 80;/listen 127.0.0.1:$nginx;/" -e "s/:8787/:$kaiku/" -e "s#/var/cache/nginx/kaiku#$place/nginx/cache#" \
    docs/deploy/nginx.conf >"$place/nginx/kaiku.conf"
cat >"$place/nginx/nginx.conf" <<END
daemon off; error_log $place/nginx/error.log; pid $place/nginx/pid; worker_processes 1;
events {}
http {
    access_log off; include $place/nginx/kaiku.conf;
    client_body_temp_path $place/nginx/body; proxy_temp_path $place/nginx/proxy; fastcgi_temp_path $place/nginx/f;
    uwsgi_temp_path $place/nginx/u; scgi_temp_path $place/nginx/s;
}
END
start nginx -c "$place/nginx/nginx.conf"
sed -e "s/\"8787\"/\"$kaiku\"/" docs/deploy/varnish.vcl >"$place/varnish.vcl"
start varnishd -F -n "$place/varnish" -f "$place/varnish.vcl" -a "127.0.0.1:$varnish" -s malloc,32M
sed -e "s/bind :80/bind 127.0.0.1:$haproxy/" -e "s/:8787/:$kaiku/" docs/deploy/haproxy.cfg >"$place/haproxy.cfg"
start haproxy -f "$place/haproxy.cfg"
sed -e "s/^tiedotteet.example.fi/http:\/\/127.0.0.1:$caddy/" -e "s/:8787/:$kaiku/" docs/deploy/Caddyfile |
    { printf '{\n\tadmin off\n}\n'; cat; } >"$place/Caddyfile"
HOME=$place start caddy run --adapter caddyfile --config "$place/Caddyfile"

for proxy in nginx varnish haproxy caddy; do
    await "http://127.0.0.1:${!proxy}/healthz"
    check "$proxy: feed" 200 "$(status "http://127.0.0.1:${!proxy}$feed")"
    check "$proxy: private with a token" 'private, no-store, no-transform' \
        "$(api "$own" -D - -o /dev/null "http://127.0.0.1:${!proxy}/api/v1/newsrooms/satama/releases" |
            tr -d '\r' | sed -n 's/^cache-control: //Ip')"
done

x_cache() { curl -s -D - -o /dev/null "$@" | tr -d '\r' | sed -n 's/^x-cache: //Ip'; }
for proxy in nginx varnish; do
    missed=0
    for round in 1 2; do
        for spelling in gzip 'gzip, deflate' 'gzip,deflate,br' 'deflate, gzip;q=1.0, *;q=0.5' 'br;q=1.0, gzip' identity \
            'gzip;q=0, identity'; do
            found=$(x_cache -H "Accept-Encoding: $spelling" "http://127.0.0.1:${!proxy}/fi/satama/feed.json")
            [ "$found" = MISS ] && missed=$((missed + 1))
        done
    done
    check "$proxy: misses of seven spellings of Accept-Encoding, twice" "$([ $proxy = nginx ] && echo 3 || echo 1)" $missed
done
plain=$(curl -s -D - -o /dev/null -H 'Accept-Encoding: br;q=0, gzip;q=0' "http://127.0.0.1:$nginx$feed")
check 'nginx: no coding for who refuses them' '' "$(tr -d '\r' <<<"$plain" | sed -n 's/^content-encoding: //Ip')"

for round in 1 2; do
    found=$(curl -s -o /dev/null -w '%{redirect_url}' -H "Accept-Language: fi" "http://127.0.0.1:$nginx/feed")
    other=$(curl -s -o /dev/null -w '%{redirect_url}' -H "Accept-Language: sv" "http://127.0.0.1:$nginx/feed")
    check 'nginx: a redirect by language' '/fi/feed.rss /sv/feed.rss' "/${found#*//*/} /${other#*//*/}"
    page=$(curl -s -o /dev/null -w '%{content_type}' -H 'Accept: text/html' "http://127.0.0.1:$nginx/fi/satama/77")
    problem=$(curl -s -o /dev/null -w '%{content_type}' -H 'Accept: application/json' "http://127.0.0.1:$nginx/fi/satama/77")
    check 'nginx: a missing page, by form' 'text/html; charset=utf-8 application/problem+json' "$page $problem"
done

check 'varnish: purge without tags' 400 "$(status -X PURGE "http://127.0.0.1:$varnish/")"
x_cache "http://127.0.0.1:$varnish$feed" >/dev/null
check 'varnish: stored' HIT "$(x_cache "http://127.0.0.1:$varnish$feed")"
check 'varnish: purge by tag' 200 "$(status -X PURGE -H 'xkey: n1' "http://127.0.0.1:$varnish/")"
check 'varnish: gone' MISS "$(x_cache "http://127.0.0.1:$varnish$feed")"

# HAProxy's check has found the service, which was down for nobody.
check 'haproxy: HTTP/1.0 without Host' 'HTTP/1.1 200 OK' \
    "$(printf 'GET /healthz HTTP/1.0\r\n\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$kaiku; cat >&3; head -1 <&3" | tr -d '\r')"

if [ $slow = yes ]; then
    for proxy in nginx varnish; do status "http://127.0.0.1:${!proxy}$feed" >/dev/null; done
    api "$own" $api_base/satama/releases/1/withdraw -d '{"reason":"Virhe"}' >/dev/null
    from=$(date +%s)
    for proxy in varnish nginx; do
        # Varnish is told by Kaiku, nginx is not.
        while curl -s "http://127.0.0.1:${!proxy}$feed" | grep -q '>Yksi<'; do sleep 1; done
        echo "      $proxy: a withdrawn release was gone after $(($(date +%s) - from)) s"
    done
    check 'gone within two minutes' yes "$([ $(($(date +%s) - from)) -le 121 ] && echo yes || echo no)"
fi

if command -v systemd-analyze >/dev/null; then
    cp docs/deploy/kaiku.service "$place/kaiku.service"
    sed -i "s#/opt/kaiku/node #$PWD/$node #" "$place/kaiku.service"
    check 'systemd: verify' '' "$(systemd-analyze verify "$place/kaiku.service" 2>&1 | grep kaiku.service || true)"
    echo "      $(systemd-analyze security --offline=true "$place/kaiku.service" 2>/dev/null | tail -1)"
fi
[ $failed = 0 ] || { echo; tail -20 "$place/log"; }
exit $failed
