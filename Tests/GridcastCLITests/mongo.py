"""Stand-in for a MongoDB server, as far as reading goes: the wire protocol with OP_MSG, and OP_QUERY for the first hello.

mongo.py SETTINGS: prints its port, and serves on 127.0.0.1 until its standard input ends. SETTINGS is JSON:
  database        the name of the only database, "gis" if not given
  collections     {"poi": "poi.bson", ...}: the documents of each collection, as mongodump writes them
  batch           how many documents come at once at most
  user, password  who is let in, by SCRAM-SHA-256; nobody needs to log in if not given
  far             the server tells of a replica set, whose members are elsewhere
  log             a file that gets a line for each command: its name, and what it is about
  fault           what goes wrong, with the number of the getMore at which it does ("at", 0 for find itself):
                  "closes" closes the connection, "damages" sends bytes that are no message, "breaks" damages a document,
                  "hangs" sends no answer, "mute" does not even greet
  code            find is refused with this code

Documents come by _id only where that is asked for; otherwise they come in another order.
"""
import base64, hashlib, hmac, json, os, socketserver, struct, sys, threading

S = json.loads(sys.argv[1])
DATABASE = S.get("database", "gis")
LOCK = threading.Lock()


class Raw(bytes):
    """A document as it lies in a file."""


class Long(int):
    """A number of 64 bits."""


def element(name, value):
    key = name.encode() + b"\0"
    if isinstance(value, Raw):
        return b"\x03" + key + value
    if isinstance(value, bool):
        return b"\x08" + key + bytes([value])
    if isinstance(value, Long):
        return b"\x12" + key + struct.pack("<q", value)
    if isinstance(value, int):
        return b"\x10" + key + struct.pack("<i", value)
    if isinstance(value, float):
        return b"\x01" + key + struct.pack("<d", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return b"\x02" + key + struct.pack("<i", len(text)) + text
    if isinstance(value, bytes):
        return b"\x05" + key + struct.pack("<iB", len(value), 0) + value
    if isinstance(value, list):
        return b"\x04" + key + encode({str(i): v for i, v in enumerate(value)})
    return b"\x03" + key + encode(value)


def encode(document):
    body = b"".join(element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def elements(data):
    """The kind, name and bytes of each value of a document."""
    at, end = 4, struct.unpack_from("<i", data)[0] - 1
    while at < end:
        kind, stop = data[at], data.index(0, at + 1)
        name, at = data[at + 1:stop].decode(), stop + 1
        if kind in (1, 9, 17, 18):
            size = 8
        elif kind in (3, 4):
            size = struct.unpack_from("<i", data, at)[0]
        elif kind in (2, 13, 14):
            size = 4 + struct.unpack_from("<i", data, at)[0]
        elif kind == 5:
            size = 5 + struct.unpack_from("<i", data, at)[0]
        elif kind == 11:
            size = data.index(0, data.index(0, at) + 1) + 1 - at
        else:
            size = {7: 12, 8: 1, 10: 0, 16: 4, 19: 16, 127: 0, 255: 0}[kind]
        yield kind, name, data[at:at + size]
        at += size


def decode(data):
    document = {}
    for kind, name, value in elements(data):
        if kind == 2:
            value = value[4:-1].decode()
        elif kind == 1:
            value = struct.unpack("<d", value)[0]
        elif kind == 16:
            value = struct.unpack("<i", value)[0]
        elif kind == 18:
            value = struct.unpack("<q", value)[0]
        elif kind == 8:
            value = value != b"\0"
        elif kind == 5:
            value = value[5:]
        elif kind == 3:
            value = decode(value)
        elif kind == 4:
            value = list(decode(value).values())
        document[name] = value
    return document


def identity(document):
    for kind, name, value in elements(document):
        if name == "_id":
            return kind, int.from_bytes(value, "little", signed=True) if kind in (16, 18) else value
    return 0, b""


def documents(path):
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], 0
    while at < len(data):
        size = struct.unpack_from("<i", data, at)[0]
        found.append(Raw(data[at:at + size]))
        at += size
    return found


COLLECTIONS = {name: documents(path) for name, path in S.get("collections", {}).items()}


def note(*words):
    if "log" in S:
        with LOCK, open(S["log"], "a") as file:
            file.write(" ".join(map(str, words)) + "\n")


def refusal(code, name, words):
    return {"ok": 0.0, "errmsg": words, "code": code, "codeName": name}


class Login:
    """One log-in by SCRAM-SHA-256 (RFC 7677)."""

    def __init__(self, first):
        self.bare = first.split(",", 2)[2]
        parts = dict(part.split("=", 1) for part in self.bare.split(","))
        self.user = parts["n"]
        self.salt = os.urandom(28)
        self.nonce = parts["r"] + base64.b64encode(os.urandom(12)).decode()
        self.first = "r=%s,s=%s,i=4096" % (self.nonce, base64.b64encode(self.salt).decode())

    def answer(self, last):
        """The server's signature; None where the password is another."""
        text, proof = last.rsplit(",p=", 1)
        key = hashlib.pbkdf2_hmac("sha256", S.get("password", "").encode(), self.salt, 4096)
        client = hmac.digest(key, b"Client Key", "sha256")
        said = ",".join([self.bare, self.first, text]).encode()
        mark = hmac.digest(hashlib.sha256(client).digest(), said, "sha256")
        if self.user != S.get("user") or bytes(a ^ b for a, b in zip(client, mark)) != base64.b64decode(proof):
            return None
        return "v=" + base64.b64encode(hmac.digest(hmac.digest(key, b"Server Key", "sha256"), said, "sha256")).decode()


class Handler(socketserver.BaseRequestHandler):
    def setup(self):
        self.cursors, self.login, self.isIn, self.more = {}, None, "user" not in S, 0

    def exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.request.recv(count - len(data))
            if not piece:
                raise ConnectionError
            data += piece
        return data

    def handle(self):
        try:
            while True:
                size, number, _, kind = struct.unpack("<iiii", self.exactly(16))
                body = self.exactly(size - 16)
                if S.get("fault", {}).get("kind") == "mute":
                    continue
                if kind == 2004:
                    answer = encode(self.hello(decode(body[body.index(0, 4) + 9:])))
                    head = struct.pack("<iqii", 8, 0, 0, 1)
                    kind = 1
                else:
                    command = decode(body[5:])
                    answer, head = encode(self.answer(command)), b"\0\0\0\0\0"
                data = head + answer
                self.request.sendall(struct.pack("<iiii", len(data) + 16, 1, number, kind) + data)
        except ConnectionError:
            pass

    def hello(self, command):
        answer = {
            "helloOk": True, "ismaster": True, "isWritablePrimary": True, "maxBsonObjectSize": 16 << 20,
            "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000, "logicalSessionTimeoutMinutes": 30,
            "minWireVersion": 0, "maxWireVersion": 17, "readOnly": False,
        }
        if "saslSupportedMechs" in command:
            answer["saslSupportedMechs"] = ["SCRAM-SHA-256"]
        if S.get("far"):
            answer.update(setName="far", hosts=["192.0.2.1:27017", "192.0.2.2:27017"], me="192.0.2.1:27017")
        return {**answer, "ok": 1.0}

    def answer(self, command):
        name = next(iter(command))
        if name in ("hello", "ismaster", "isMaster"):
            return self.hello(command)
        if name == "saslStart":
            self.login = Login(command["payload"].decode())
            return {"conversationId": 1, "done": False, "payload": self.login.first.encode(), "ok": 1.0}
        if name == "saslContinue":
            if not command["payload"]:
                return {"conversationId": 1, "done": True, "payload": b"", "ok": 1.0}
            signature = self.login.answer(command["payload"].decode())
            if signature is None:
                return refusal(18, "AuthenticationFailed", "Authentication failed.")
            self.isIn = True
            return {"conversationId": 1, "done": False, "payload": signature.encode(), "ok": 1.0}
        if name in ("ping", "endSessions", "killCursors"):
            note(name)
            return {"ok": 1.0}
        note(name, command.get("collection") or command[name])
        if not self.isIn:
            return refusal(13, "Unauthorized", "command %s requires authentication" % name)
        if name == "listCollections":
            names = list(COLLECTIONS) + ["system.views", "system.buckets.poi"] if command["$db"] == DATABASE else []
            return self.cursor("$cmd.listCollections", [Raw(encode({"name": n, "type": "collection"})) for n in names], 1000)
        if name == "find":
            if "code" in S:
                return refusal(S["code"], "Error", "not authorized on %s to execute command" % DATABASE)
            found = COLLECTIONS.get(command["find"], []) if command["$db"] == DATABASE else []
            isSorted = command.get("sort") == {"_id": 1}
            found = sorted(found, key=identity) if isSorted else found[::-1]
            self.faulty(0)
            return self.cursor(command["find"], found, command.get("batchSize", 101))
        if name == "getMore":
            self.more += 1
            self.faulty(self.more)
            collection, found = self.cursors.pop(command["getMore"])
            return self.cursor(collection, found, command.get("batchSize", 1 << 20), "nextBatch", command["getMore"])
        return refusal(59, "CommandNotFound", "no such command: '%s'" % name)

    def faulty(self, number):
        """Does what is to go wrong now."""
        fault = S.get("fault", {})
        if fault.get("at", -1) != number:
            return
        if fault["kind"] == "closes":
            raise ConnectionError
        if fault["kind"] == "damages":
            self.request.sendall(bytes(range(7, 207)))
            raise ConnectionError
        if fault["kind"] == "hangs":
            threading.Event().wait()

    def cursor(self, collection, found, most, key="firstBatch", number=None):
        most = min(most or 101, S.get("batch", 1 << 20))
        batch, rest = found[:most], found[most:]
        fault = S.get("fault", {})
        if fault.get("kind") == "breaks" and fault["at"] == self.more and collection in COLLECTIONS:
            # The name of its first field has no end.
            batch[-1] = Raw(batch[-1][:4] + batch[-1][4:-1].replace(b"\0", b"\x01") + b"\0")
        number = (number or len(self.cursors) + 71) if rest else 0
        if rest:
            self.cursors[number] = collection, rest
        return {"cursor": {key: batch, "id": Long(number), "ns": "%s.%s" % (DATABASE, collection)}, "ok": 1.0}


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


with Server(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)
