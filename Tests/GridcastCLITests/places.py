"""Stand-in for the web services that `gridcast fetch` and `gridcast geocode` ask, with their documented limits.

places.py SETTINGS: prints its port, and serves on 127.0.0.1 until its standard input ends. SETTINGS is JSON:
  count, seed     how many places are made up, in clusters; or "places": [[id, lon, lat, typecode], ...]
  gone            one in so many is there no longer
  truth           a file that gets them
  log             a file that gets each request, as it came
  keys            the keys that are known
  qps, daily      what each key may do; /tomorrow begins another day
  lists           how many places of a rectangle are listed, if fewer than documented
  order           in which order a rectangle's places are listed: by id, or by "distance" from its middle, or "mixed"
  faults          {"97": "502", ...}: what becomes of every 97th request
  mode            what becomes of all requests
  echo            answers repeat the key
  secrets         the private keys of keys: requests must be signed
  reversed        several addresses or points are answered in the order from the last to the first
  certificate     a file of a key and its certificate, for TLS
/stats tells what was measured; no such request counts.
"""
import hashlib, json, random, re, ssl, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

S = json.loads(sys.argv[1])
TYPES = ["050100", "050300", "060100", "061200", "120300", "141200", "150500", "170200"]


def made_up(count, seed):
    """Places in clusters of very different density, within 109 to 109.6° E and 34 to 34.5° N."""
    rng = random.Random(seed)
    centres = [(rng.uniform(109.05, 109.55), rng.uniform(34.05, 34.45), 10 ** rng.uniform(-3.2, -1.6)) for _ in range(40)]
    places = []
    for i in range(count):
        while True:
            if rng.random() < 0.1:
                x, y = rng.uniform(109, 109.6), rng.uniform(34, 34.5)
            else:
                cx, cy, s = centres[min(int(rng.expovariate(0.15)), 39)]
                x, y = rng.gauss(cx, s), rng.gauss(cy, s)
            if 109 < x < 109.6 and 34 < y < 34.5:
                break
        places.append(("B%09d" % i, round(x, 6), round(y, 6), rng.choice(TYPES)))
    return places


P = [tuple(p) for p in S["places"]] if "places" in S else made_up(S.get("count", 0), S.get("seed", 1))
if "gone" in S:
    P = [p for i, p in enumerate(P) if i % S["gone"] != 7]
if "truth" in S:
    with open(S["truth"], "w") as file:
        for p in P:
            file.write("%s,%.6f,%.6f,%s\n" % p)

STEP = 0.004
CELLS = {}
for p in P:
    CELLS.setdefault((int(p[1] // STEP), int(p[2] // STEP)), []).append(p)
CACHE = {}


def within(x0, y0, x1, y1, types):
    key = (x0, y0, x1, y1, types)
    if key in CACHE:
        return CACHE[key]
    if (x1 - x0) * (y1 - y0) / STEP**2 > len(CELLS):
        candidates = P
    else:
        candidates = [
            p
            for i in range(int(x0 // STEP), int(x1 // STEP) + 1)
            for j in range(int(y0 // STEP), int(y1 // STEP) + 1)
            for p in CELLS.get((i, j), ())
        ]
    wanted = tuple(types.split("|")) if types else None

    def fits(t):
        return wanted is None or any(
            t == w or (w.endswith("0000") and t[:2] == w[:2]) or (w.endswith("00") and t[:4] == w[:4]) for w in wanted
        )

    hit = [p for p in candidates if x0 <= p[1] <= x1 and y0 <= p[2] <= y1 and fits(p[3])]
    hit.sort()
    if S.get("order") == "distance":
        hit.sort(key=lambda p: (p[1] - (x0 + x1) / 2) ** 2 + (p[2] - (y0 + y1) / 2) ** 2)
    elif S.get("order") == "mixed":
        random.Random(str(key)).shuffle(hit)
    if len(CACHE) > 500:
        CACHE.clear()
    CACHE[key] = hit
    return hit


def amap_error(code, info):
    return {"status": "0", "info": info, "infocode": code}


def amap_polygon(q, v5):
    if not q.get("types"):
        return amap_error("20001", "MISSING_REQUIRED_PARAMS")
    try:
        a, b = q["polygon"].split("|")
        (x0, y1), (x1, y0) = [tuple(map(float, c.split(","))) for c in (a, b)]
        size, page = (int(q["page_size"]), int(q["page_num"])) if v5 else (int(q["offset"]), int(q["page"]))
    except (KeyError, ValueError):
        return amap_error("20000", "INVALID_PARAMS")
    decimals = max(len(n.partition(".")[2]) for c in (a, b) for n in c.split(","))
    if decimals > 6 or size > 25 or not 1 <= page <= 100 or x0 > x1 or y0 > y1:
        return amap_error("20000", "INVALID_PARAMS")
    hit = within(x0, y0, x1, y1, q["types"])
    part = hit[: min(200 if v5 else 900, S.get("lists", 900))][(page - 1) * size : page * size]
    pois = []
    for id, x, y, t in part:
        poi = {
            "id": id, "name": "店" + id, "type": "餐饮服务;中餐厅", "typecode": t, "address": [] if id[-1] == "0" else "路%s号" % id[-2:],
            "location": "%.6f,%.6f" % (x, y), "tel": [] if id[-1] in "02468" else 12345678, "adname": "市区",
        }
        if v5 and "business" in q.get("show_fields", ""):
            poi["business"] = {"rating": "4.5", "cost": []}
            poi["photos"] = [{"url": "http://127.0.0.1/"}]
        if not v5 and q.get("extensions") == "all":
            poi["biz_ext"] = {"rating": "4.5", "cost": []}
        pois.append(poi)
    return {"status": "1", "info": "OK", "infocode": "10000", "count": str(len(pois) if v5 else len(hit)), "pois": pois}


def baidu_search(q):
    try:
        y0, x0, y1, x1 = map(float, q["bounds"].split(","))
        size, page = int(q["page_size"]), int(q["page_num"])
        types = {"美食": "050000", "购物": "060000", "学校": "140000"}[q["query"]]
    except (KeyError, ValueError):
        return {"status": 2, "message": "Parameter Invalid"}
    if size > 20 or page < 0 or x0 > x1 or y0 > y1 or q.get("coord_type") != "3":
        return {"status": 2, "message": "Parameter Invalid"}
    hit = within(x0, y0, x1, y1, types)
    results = [
        {
            "uid": id, "name": "店" + id, "location": {"lat": y, "lng": x}, "address": "路", "street_id": "", "detail": 1,
            "telephone": "", **({"detail_info": {"overall_rating": "4.1"}} if q["scope"] == "2" else {}),
        }
        for id, x, y, t in hit[:400][page * size : (page + 1) * size]
    ]
    return {"status": 0, "message": "ok", "total": min(len(hit), S.get("baidu_total", 400)), "results": results}


def overpass(q):
    """Objects whose key is the class of their type; every seventh is a way, with a tag that has a quotation mark."""
    data = q.get("data", "")
    head = re.match(r"\[out:json\]\[timeout:(\d+)\]\[bbox:([-\d.,]+)\];\((.*)\);out (count|center qt);$", data, re.S)
    if not head:
        return {"remark": "runtime error: parse"}
    y0, x0, y1, x1 = map(float, head[2].split(","))
    clauses = re.findall(r'nwr\["((?:[^"\\]|\\.)*)"(?:="((?:[^"\\]|\\.)*)")?\];', head[3])
    keys = {"05": "amenity", "06": "shop", "12": "building", "14": "amenity", "15": "railway", "17": "office"}

    def tags(p):
        return {keys[p[3][:2]]: p[3], "name": "n" + p[0], 'a"b': "c=>d"}

    hit = [
        p for p in within(x0, y0, x1, y1, "")
        if any(k in (t := tags(p)) and (v == "" or t[k] == v) for k, v in clauses)
    ]
    if len(hit) > S.get("overpass_most", 1e9):
        return {"elements": [], "remark": 'runtime error: Query timed out in "query" at line 1 after 2 seconds.'}
    if head[4] == "count":
        return {"elements": [{"type": "count", "id": 0, "tags": {"nodes": "0", "total": str(len(hit))}}]}
    elements = []
    for p in hit:
        number = int(p[0][1:])
        if number % 7:
            elements.append({"type": "node", "id": number, "lat": p[2], "lon": p[1], "tags": tags(p)})
        else:
            elements.append({"type": "way", "id": number, "center": {"lat": p[2], "lon": p[1]}, "nodes": [1], "tags": tags(p)})
    return {"version": 0.6, "elements": elements}


def place_of(address, city):
    """Where an address such as 路12号 is said to be: by its number; none where it has no number."""
    number = re.search(r"(\d+)号", address)
    if not number or int(number[1]) >= 1000:
        return None
    return 109 + int(number[1]) / 2000, 34.25 if city else 34.5


def amap_geo(q):
    addresses = q["address"].split("|")
    if len(addresses) > 10 or (len(addresses) > 1 and q.get("batch") != "true"):
        return amap_error("20000", "INVALID_PARAMS")
    found = [(a, place_of(a, q.get("city"))) for a in addresses]
    if len(addresses) == 1 and not found[0][1]:
        return amap_error("30001", "ENGINE_RESPONSE_DATA_ERROR")
    if S.get("geocode_drops"):
        found = [f for f in found if f[1]]
    geocodes = [
        {"formatted_address": "省" + a, "city": q.get("city", []), "level": "门牌号", "location": "%.6f,%.6f" % p}
        if p else {"formatted_address": [], "level": [], "location": []}
        for a, p in found
    ]
    if S.get("reversed"):
        geocodes.reverse()
    return {"status": "1", "info": "OK", "infocode": "10000", "count": str(len(geocodes)), "geocodes": geocodes}


def amap_regeo(q):
    points = q["location"].split("|")
    if len(points) > 20 or any(len(c.partition(".")[2]) > 6 for p in points for c in p.split(",")):
        return amap_error("20000", "INVALID_PARAMS")
    house = {"number": "1号", "direction": "东"}
    codes = [
        {"formatted_address": "在" + p, "addressComponent": {"province": "省", "city": [], "streetNumber": {**house, "location": p}}}
        for p in points
    ]
    if S.get("reversed"):
        codes.reverse()
    key = {"regeocodes": codes} if q.get("batch") == "true" else {"regeocode": codes[0]}
    return {"status": "1", "info": "OK", "infocode": "10000", **key}


def baidu_geo(q):
    place = place_of(q["address"], q.get("city"))
    if not place:
        return {"status": 1, "msg": "Internal Service Error:无相关结果", "results": []}
    location = {"lng": place[0], "lat": place[1]}
    return {"status": 0, "result": {"location": location, "precise": 1, "confidence": 80, "comprehension": 100, "level": "门址"}}


def baidu_regeo(q):
    y, x = map(float, q["location"].split(","))
    return {"status": 0, "result": {"location": {"lng": x, "lat": y}, "formatted_address": "在%.6f,%.6f" % (x, y), "business": ""}}


SERVICES = {
    "/v3/place/polygon": lambda q: amap_polygon(q, False),
    "/v5/place/polygon": lambda q: amap_polygon(q, True),
    "/place/v2/search": baidu_search,
    "/place/v3/polygon": baidu_search,
    "/api/interpreter": overpass,
    "/v3/geocode/geo": amap_geo,
    "/v3/geocode/regeo": amap_regeo,
    "/geocoding/v3/": baidu_geo,
    "/reverse_geocoding/v3/": baidu_regeo,
}



def is_signed(path, query, q):
    """Whether a request is signed as the documents say: Amap's by all parameters in order, Baidu's by what was sent."""
    if "ak" in q:
        whole, _, sign = query.rpartition("&sn=")
        said = path + "?" + whole + S["secrets"][q["ak"]]
        return sign == hashlib.md5(quote(said, safe="").encode()).hexdigest()
    said = "&".join("%s=%s" % p for p in sorted(q.items()) if p[0] != "sig") + S["secrets"][q["key"]]
    return q.get("sig") == hashlib.md5(said.encode()).hexdigest()


LOCK = threading.Lock()
T = {"requests": 0, "over": 0, "most": 0, "faults": 0, "redirected": 0}
TIMES = []
USED = {}
LOG = open(S["log"], "a") if "log" in S else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet, or each answer waits for 40 ms.
    wbufsize = 1 << 16

    def log_message(self, *_):
        pass

    def say(self, body, code=200, type="application/json;charset=UTF-8", headers=(), cut=0):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(code)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        if cut:
            self.close_connection = True

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def do_GET(self):
        self.answer(urlsplit(self.path).query)

    def answer(self, query):
        path = urlsplit(self.path).path
        if path == "/stats":
            return self.say(T)
        if path == "/tomorrow":
            USED.clear()
            return self.say({})
        q = dict(parse_qsl(query, keep_blank_values=True))
        if path == "/elsewhere":
            T["redirected"] += 1
            return self.say({})
        key = q.get("key") or q.get("ak") or ""
        with LOCK:
            now = time.monotonic()
            TIMES.append(now)
            while now - TIMES[0] > 1:
                TIMES.pop(0)
            T["most"] = max(T["most"], len(TIMES))
            T["requests"] += 1
            number = T["requests"]
            USED[key] = USED.get(key, 0) + 1
            used = USED[key]
            if LOG:
                LOG.write(self.command + " " + self.path + (" " + query if self.command == "POST" else "") + "\n")
                LOG.flush()
        fault = S.get("mode")
        if not fault:
            fault = next((f for n, f in S.get("faults", {}).items() if number % int(n) == 0), None)
        if fault:
            T["faults"] += 1
            if self.stumble(fault, q):
                return
        if S.get("keys") and key not in S["keys"]:
            return self.say(amap_error("10001", "INVALID_USER_KEY"))
        if "secrets" in S and not is_signed(path, query, q):
            return self.say({"status": 211, "message": "APP SN校验失败"} if "ak" in q else amap_error("10007", "INVALID_USER_SIGNATURE"))
        if used > S.get("daily", 1e18):
            return self.say(amap_error("10044", "USER_DAILY_QUERY_OVER_LIMIT"))
        if len(TIMES) > S.get("qps", 1e18):
            T["over"] += 1
            return self.say(amap_error("10021", "CUQPS_HAS_EXCEEDED_THE_LIMIT"))
        service = SERVICES.get(path)
        if not service:
            return self.say({"message": "none"}, 404)
        body = service(q)
        if S.get("echo"):
            body["info"] = body.get("info", "") + " " + key
        self.say(body)

    def stumble(self, fault, q):
        """Answers wrongly; false where the right answer is to follow."""
        if fault in ("500", "502", "503"):
            self.say(b"<html><body>Bad gateway</body></html>", int(fault), "text/html")
        elif fault == "429":
            self.say({}, 429, headers=[("Retry-After", "1")])
        elif fault == "429-long":
            self.say({}, 429, headers=[("Retry-After", "86400")])
        elif fault == "403":
            self.say({}, 403)
        elif fault == "busy":
            self.say(amap_error("10016", "SERVER_IS_BUSY"))
        elif fault == "cut":
            self.say({"status": "1", "infocode": "10000", "count": "0", "pois": [], "more": "x" * 500}, cut=200)
        elif fault == "short":
            self.say(b'{"status":"1","infocode":"10000","count":"0","pois":[{"id":"B0')
        elif fault == "html":
            self.say("<!DOCTYPE html><html><body>登录</body></html>".encode(), type="text/html")
        elif fault == "gbk":
            self.say('{"status":"1","infocode":"10000","count":"0","pois":[],"info":"你好"}'.encode("gbk"))
        elif fault == "empty":
            self.say(b"")
        elif fault == "list":
            self.say([])
        elif fault == "nopois":
            self.say({"status": "1", "infocode": "10000", "info": "OK"})
        elif fault == "elsewhere":
            places = [{"id": "E%d" % i, "location": "116.4,39.9"} for i in range(25)]
            self.say({"status": "1", "infocode": "10000", "info": "OK", "count": "25", "pois": places})
        elif fault == "redirect":
            self.say(b"", 302, headers=[("Location", "http://localhost:%d/elsewhere?key=%s" % (PORT, q.get("key")))])
        elif fault == "wrongkey":
            self.say(amap_error("10001", "INVALID_USER_KEY " + q.get("key", "")))
        elif fault == "reset":
            self.close_connection = True
        elif fault == "huge":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            try:
                for _ in range(400):
                    self.wfile.write(b" " * (1 << 20))
            except OSError:
                pass
            self.close_connection = True
        elif fault == "drip":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            try:
                for _ in range(600):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                pass
            self.close_connection = True
        elif fault == "numbers":
            places = [
                {"id": 7, "name": 3.5, "location": "109.1,34.1", "typecode": 50100, "tel": None},
                {"id": "", "location": "109.1,34.1"},
                {"id": "a", "location": []},
                {"id": "b", "location": "109.1;34.1"},
                {"id": "c", "location": "1e999,34"},
                "what",
                {"id": "d", "location": "109.1,34.2", "deep": {"er": {"est": ["x", "y"]}}, "name": "=1+1\u202e"},
            ]
            self.say({"status": 1, "infocode": 10000, "count": len(places), "pois": places})
        else:
            return False
        return True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Handler)
PORT = server.server_address[1]
if "certificate" in S:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(S["certificate"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(PORT, flush=True)
sys.stdin.read()
