# Varnish 6 or newer with vmod_xkey (Debian: varnish-modules), for /etc/varnish/default.vcl.
vcl 4.1;

import xkey;

backend kaiku {
    .host = "127.0.0.1";
    .port = "8787";
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may purge: the machines on which Kaiku runs.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # KAIKU_PURGE_URL=http://127.0.0.1:6081/ sends PURGE with the tags in the header xkey.
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Forbidden"));
        }
        if (!req.http.xkey) {
            return (synth(400, "No tags"));
        }
        set req.http.n-gone = xkey.purge(req.http.xkey);
        return (synth(200, "Purged " + req.http.n-gone));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization) {
        return (pass);
    }
    # Varnish itself makes one spelling of Accept-Encoding: gzip, or none. Cookies mean nothing to Kaiku's pages.
    unset req.http.Cookie;
    return (hash);
}

sub vcl_backend_response {
    if (beresp.http.Cache-Tag) {
        set beresp.http.xkey = regsuball(beresp.http.Cache-Tag, ",", " ");
    }
    # Together with max-age=60 at most two minutes; kept longer only to be asked for again by ETag.
    if (beresp.ttl > 0s) {
        set beresp.grace = 30s;
        if (beresp.ttl > 90s) {
            set beresp.grace = 0s;
        }
        set beresp.keep = 5m;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
