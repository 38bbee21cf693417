"""Measures search index layouts and ways to keep the exact JSON text on a PostgreSQL.

Needs python3 (standard library only) and psql on the PATH; the server is named by the usual
PGHOST/PGPORT/PGUSER/PGDATABASE variables. Works in schemas bench_* that it drops and makes anew.

  python3 layouts.py DATA [--observations 100000] [--patients 20000] > results.json

DATA is a folder of Synthea R4 bundles (*.json or *.json.gz).
"""
import argparse, glob, gzip, hashlib, json, os, random, re, statistics, subprocess, sys, tempfile, time
import unicodedata, uuid

random.seed(20261122)


def fold(text):
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def h8(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def h4(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big", signed=True)


def load(folder, kind):
    found = []
    for name in sorted(glob.glob(os.path.join(folder, "*.json*"))):
        with (gzip.open(name) if name.endswith(".gz") else open(name, "rb")) as f:
            for entry in json.load(f).get("entry", []):
                if entry["resource"]["resourceType"] == kind:
                    found.append(entry["resource"])
    return found


def shift(date, days):
    """Moves a date by whole days, keeping its time and zone."""
    import datetime
    day = datetime.date.fromisoformat(date[:10]) + datetime.timedelta(days=days)
    return day.isoformat() + date[10:]


def multiply(folder, observations, patients):
    """Synthea's resources again and again with new ids, patients, names and shifted dates."""
    seed_p, seed_o = load(folder, "Patient"), load(folder, "Observation")
    families = sorted({n["family"] for p in seed_p for n in p["name"]})
    syllables = sorted({f[i:i + 3].lower() for f in families for i in range(0, len(f) - 2)})
    out, by_seed = [], {}
    for i in range(patients):
        p = json.loads(json.dumps(seed_p[i % len(seed_p)]))
        p["id"] = str(uuid.UUID(int=random.getrandbits(128)))
        p["birthDate"] = shift(p["birthDate"], -random.randrange(20000))
        for n in p["name"]:
            n["family"] = "".join(random.choices(syllables, k=3)).capitalize()
        for x in p["identifier"]:
            x["value"] = "%016x" % random.getrandbits(64)
        by_seed.setdefault(seed_p[i % len(seed_p)]["id"], []).append(p["id"])
        out.append(p)
    for i in range(observations):
        o = json.loads(json.dumps(seed_o[i % len(seed_o)]))
        o["id"] = str(uuid.UUID(int=random.getrandbits(128)))
        was = re.split("[:/]", o["subject"]["reference"])[-1]
        o["subject"]["reference"] = "Patient/" + random.choice(by_seed.get(was) or by_seed[seed_p[0]["id"]])
        if "encounter" in o:
            o["encounter"]["reference"] = "Encounter/" + str(uuid.UUID(int=random.getrandbits(128)))
        days = -random.randrange(2000)
        o["effectiveDateTime"] = shift(o.get("effectiveDateTime") or o["issued"], days)
        out.append(o)
    return out


# ---- extraction: (kind, parameter, value...) as the server would have it

def codings(value):
    for c in value.get("coding", []):
        yield c.get("system", ""), c.get("code", "")


def terms(r):
    t = r["resourceType"]
    if t == "Patient":
        for n in r["name"]:
            for part in [n["family"], *n.get("given", []), *n.get("prefix", [])]:
                yield "string", "name", part
            yield "string", "family", n["family"]
            for g in n.get("given", []):
                yield "string", "given", g
        for a in r.get("address", []):
            for name in ("city", "state", "postalCode", "country"):
                if name in a:
                    yield "string", "address-" + name.lower(), a[name]
                    yield "string", "address", a[name]
            for line in a.get("line", []):
                yield "string", "address", line
        for x in r["identifier"]:
            yield "token", "identifier", x.get("system", ""), x["value"]
        for x in r.get("telecom", []):
            yield "token", "telecom", x["system"], x["value"]
            yield "token", x["system"], x["system"], x["value"]
        yield "token", "gender", "http://hl7.org/fhir/administrative-gender", r["gender"]
        yield "date", "birthdate", r["birthDate"] + "T00:00:00Z", r["birthDate"] + "T23:59:59.999Z"
    else:
        for s, c in codings(r["code"]):
            yield "token", "code", s, c
            yield "token", "combo-code", s, c
        for component in r.get("component", []):
            for s, c in codings(component["code"]):
                yield "token", "combo-code", s, c
                yield "token", "component-code", s, c
        for category in r.get("category", []):
            for s, c in codings(category):
                yield "token", "category", s, c
        for s, c in codings(r.get("valueCodeableConcept", {})):
            yield "token", "value-concept", s, c
            yield "token", "combo-value-concept", s, c
        yield "token", "status", "http://hl7.org/fhir/observation-status", r["status"]
        yield "reference", "subject", r["subject"]["reference"]
        yield "reference", "patient", r["subject"]["reference"]
        if "encounter" in r:
            yield "reference", "encounter", r["encounter"]["reference"]
        yield "date", "date", r["effectiveDateTime"], r["effectiveDateTime"]


# ---- psql

def psql(sql, capture=True):
    run = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"], input=sql,
                         text=True, capture_output=True)
    if run.returncode:
        sys.exit(run.stderr)
    return run.stdout


def copy_text(row):
    return "\t".join(
        "\\N" if v is None else str(v).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
        for v in row) + "\n"


def literal(v):
    if v is None:
        return "null"
    return str(v) if isinstance(v, int) else "'" + str(v).replace("'", "''") + "'"


def array(values):
    return "{" + ",".join(str(v) for v in sorted(set(values))) + "}"


RESOURCE = """
create table patient (id text primary key, version int8, ts timestamptz, text text, resource jsonb
  generated always as (text::jsonb) stored);
create table observation (like patient including all);
"""


class Narrow:
    """One row per value in a table per kind; B-trees (type and parameter, value, id)."""

    def __init__(self, key, statistics):
        self.key_type, self.statistics = key, statistics
        self.name = "narrow-" + key + ("-stats" if statistics else "")

    def key(self, t, p):
        return h4(t + "." + p) if self.key_type == "int4" else t + "." + p

    def ddl(self):
        k = self.key_type
        made = f"""
create table s_string (key {k} not null, value text collate "C" not null, id text not null);
create index on s_string (key, value, id);
create index on s_string (id);
create table s_token (key {k} not null, code text collate "C" not null, system int8 not null, id text not null);
create index on s_token (key, code, system, id);
create index on s_token (id);
create table s_reference (key {k} not null, target text collate "C" not null, id text not null);
create index on s_reference (key, target, id);
create index on s_reference (id);
create table s_date (key {k} not null, low timestamptz not null, high timestamptz not null, id text not null);
create index on s_date (key, low, id);
create index on s_date (key, high, id);
create index on s_date (id);
"""
        if self.statistics:
            made += "create statistics token_values (mcv, dependencies, ndistinct) on key, code, system from s_token;\n"
            made += "alter statistics token_values set statistics 1000;\n"
        return made

    def rows(self, r):
        t, i = r["resourceType"], r["id"]
        out = set()
        for kind, p, *v in terms(r):
            k = self.key(t, p)
            if kind == "string":
                out.add(("s_string", k, fold(v[0]), i))
            elif kind == "token":
                out.add(("s_token", k, v[1], h8(v[0]), i))
            elif kind == "reference":
                out.add(("s_reference", k, v[0], i))
            else:
                out.add(("s_date", k, v[0], v[1], i))
        return [(row[0], row[1:]) for row in sorted(out, key=str)]

    tables = ["s_string", "s_token", "s_reference", "s_date"]

    def token(self, t, p, s, c, on):
        return (f"exists (select from s_token x where x.key = {literal(self.key(t, p))} and x.code = {literal(c)}"
                f" and x.system = {h8(s)} and x.id = {on})")

    def reference(self, t, p, ref, on):
        return f"exists (select from s_reference y where y.key = {literal(self.key(t, p))} and y.target = {literal(ref)} and y.id = {on})"

    def family(self, prefix):
        return (f"exists (select from s_string x where x.key = {literal(self.key('Patient', 'family'))} and x.value >= {literal(prefix)}"
                f" and x.value < {literal(prefix[:-1] + chr(ord(prefix[-1]) + 1))} and x.id = r.id)")

    def born(self, day):
        return (f"exists (select from s_date x where x.key = {literal(self.key('Patient', 'birthdate'))} and x.low >= {literal(day)}::timestamptz"
                f" and x.low < {literal(day)}::timestamptz + interval '1 day' and x.id = r.id)")

    def by_date(self, where, limit, after=None, offset=0):
        keyset = f" and (d.low, d.id) < ({literal(after[0])}::timestamptz, {literal(after[1])})" if after else ""
        return (f"select r.text, d.low, d.id from s_date d join observation r on r.id = d.id"
                f" where d.key = {literal(self.key('Observation', 'date'))} and {where('d.id')}{keyset}"
                f" order by d.low desc, d.id desc limit {limit} offset {offset}")


class Lean(Narrow):
    """As Narrow, but what only filters has no id in its index, so that equal values share an entry;
    a second index by id serves removal and the probe of one resource. Ends of dates are indexed
    only where they lie more than a day from the beginning."""

    def __init__(self):
        super().__init__("int4", True)
        self.name = "narrow-lean-stats"

    def ddl(self):
        return """
create table s_string (key int4 not null, value text collate "C" not null, id text not null);
create index on s_string (key, value);
create index on s_string (id);
create table s_token (key int4 not null, code text collate "C" not null, system int8 not null, id text not null);
create index on s_token (key, code, system);
create index on s_token (id);
create table s_reference (key int4 not null, target text collate "C" not null, id text not null);
create index on s_reference (key, target);
create index on s_reference (id);
create table s_date (key int4 not null, low timestamptz not null, high timestamptz not null, id text not null);
create index on s_date (key, low);
create index on s_date (key, high) where high - low > interval '25 hours';
create index on s_date (id);
create statistics token_values (mcv, dependencies, ndistinct) on key, code, system from s_token;
alter statistics token_values set statistics 1000;
"""


class Arrays(Narrow):
    """Tokens and references as hashes in one GIN array per resource; strings and dates as Narrow."""

    def __init__(self, fast):
        super().__init__("int4", False)
        self.fast = fast
        self.name = "gin-arrays" if fast else "gin-arrays, fastupdate off"

    tables = ["s_string", "s_terms", "s_date"]

    def ddl(self):
        return f"""
create table s_string (key int4 not null, value text collate "C" not null, id text not null);
create index on s_string (key, value, id);
create index on s_string (id);
create table s_terms (id text primary key, terms int8[] not null);
create index on s_terms using gin (terms) with (fastupdate = {'on' if self.fast else 'off'});
create table s_date (key int4 not null, low timestamptz not null, high timestamptz not null, id text not null);
create index on s_date (key, low, id);
create index on s_date (key, high, id);
create index on s_date (id);
"""

    def rows(self, r):
        t, i = r["resourceType"], r["id"]
        out, hashes = set(), []
        for kind, p, *v in terms(r):
            if kind == "token":
                hashes += [h8(f"{t}.{p}|{v[0]}|{v[1]}"), h8(f"{t}.{p}|*|{v[1]}")]
            elif kind == "reference":
                hashes.append(h8(f"{t}.{p}|{v[0]}"))
        out = [row for row in super().rows(r) if row[0] in ("s_string", "s_date")]
        return out + [("s_terms", (i, array(hashes)))]

    def token(self, t, p, s, c, on):
        return f"exists (select from s_terms x where x.terms @> '{{{h8(f'{t}.{p}|{s}|{c}')}}}' and x.id = {on})"

    def reference(self, t, p, ref, on):
        return f"exists (select from s_terms y where y.terms @> '{{{h8(f'{t}.{p}|{ref}')}}}' and y.id = {on})"


class Document:
    """GIN jsonb_path_ops on the resource itself, and expression indexes for order and prefixes."""
    name = "jsonb-gin"
    tables = []

    def ddl(self):
        return """
create index on patient using gin (resource jsonb_path_ops);
create index on observation using gin (resource jsonb_path_ops);
create index on patient (lower(resource #>> '{name,0,family}') text_pattern_ops, id);
create index on patient ((resource ->> 'birthDate') text_pattern_ops, id);
create index on observation ((resource ->> 'effectiveDateTime') desc, id desc);
"""

    def rows(self, r):
        return []

    def token(self, t, p, s, c, on):
        if p == "status":
            doc = {"status": c}
        elif p == "category":
            doc = {"category": [{"coding": [{"system": s, "code": c}]}]}
        else:
            doc = {p: {"coding": [{"system": s, "code": c}]}}
        return f"r.resource @> {literal(json.dumps(doc))}"

    def reference(self, t, p, ref, on):
        return f"r.resource @> {literal(json.dumps({'subject': {'reference': ref}}))}"

    def family(self, prefix):
        return f"lower(r.resource #>> '{{name,0,family}}') like {literal(prefix + '%')}"

    def born(self, day):
        return f"(r.resource ->> 'birthDate') like {literal(day + '%')}"

    def by_date(self, where, limit, after=None, offset=0):
        date = "(r.resource ->> 'effectiveDateTime')"
        keyset = f" and ({date}, r.id) < ({literal(after[0])}, {literal(after[1])})" if after else ""
        return (f"select r.text, {date}, r.id from observation r where {where('r.id')}{keyset}"
                f" order by {date} desc, r.id desc limit {limit} offset {offset}")


def copy_in(resources, layout, folder):
    """Bulk load; answers the seconds."""
    files = {}

    def out(table):
        if table not in files:
            files[table] = open(os.path.join(folder, table), "w")
        return files[table]

    for r in resources:
        out(r["resourceType"].lower()).write(copy_text((r["id"], 1, "2026-01-01T00:00:00Z", json.dumps(r, separators=(",", ":")))))
        for table, row in layout.rows(r):
            out(table).write(copy_text(row))
    for f in files.values():
        f.close()
    began = time.monotonic()
    for table, f in files.items():
        columns = "(id, version, ts, text)" if table in ("patient", "observation") else ""
        psql(f"set search_path = bench_x;\n\\copy {table}{columns} from '{f.name}'\n")
    return time.monotonic() - began


def write(resources, layout, size=100):
    """Inserts in transactions of `size` resources; answers resources/s and WAL bytes/resource."""
    script = ["set search_path = bench_x;"]
    for i in range(0, len(resources), size):
        script.append("begin;")
        for r in resources[i:i + size]:
            text = json.dumps(r, separators=(",", ":"))
            script.append(f"insert into {r['resourceType'].lower()} (id, version, ts, text) values ({literal(r['id'])}, 1, now(), {literal(text)});")
            per = {}
            for table, row in layout.rows(r):
                per.setdefault(table, []).append("(" + ",".join(literal(v) for v in row) + ")")
            for table, rows in per.items():
                script.append(f"insert into {table} values {','.join(rows)};")
        script.append("commit;")
    psql("checkpoint;")
    before = psql("select pg_current_wal_lsn();").strip()
    began = time.monotonic()
    psql("\n".join(script))
    seconds = time.monotonic() - began
    wal = int(psql(f"select pg_wal_lsn_diff(pg_current_wal_lsn(), '{before}')::int8;"))
    return round(len(resources) / seconds), round(wal / len(resources))


def timed(queries):
    """Median and 95th percentile in ms of the queries, run one after the other in one session."""
    script = "set search_path = bench_x;\n\\timing on\n" + "".join(q + " \\g /dev/null\n" for q in queries)
    times = [float(m) for m in re.findall(r"Time: ([0-9.]+) ms", psql(script))]
    times = times[len(times) // 10:]  # the first tenth warms
    return {"p50": round(statistics.median(times), 2), "p95": round(sorted(times)[int(len(times) * .95)], 2)}


def measure(layout, base, more, folder):
    psql("drop schema if exists bench_x cascade; create schema bench_x; set search_path = bench_x;" + RESOURCE)
    psql("set search_path = bench_x;" + layout.ddl())
    result = {"layout": layout.name, "bulk load s": round(copy_in(base, layout, folder), 1)}
    psql("set search_path = bench_x; vacuum analyze;")
    if layout.tables:
        sizes = "select sum(pg_total_relation_size(('bench_x.' || t)::regclass)) from unnest(array[%s]) t" % ",".join(map(literal, layout.tables))
    else:
        sizes = ("select sum(pg_relation_size(indexrelid)) from pg_index i join pg_class c on c.oid = i.indrelid"
                 " where c.relnamespace = 'bench_x'::regnamespace and not indisprimary and c.relkind = 'r'")
    result["index bytes/resource"] = round(int(psql(sizes + ";")) / len(base))
    result["write/s"], result["wal bytes/write"] = write(more, layout)

    observations = [r for r in base if r["resourceType"] == "Observation"]
    patients = [r for r in base if r["resourceType"] == "Patient"]
    some = random.Random(7)
    loinc = "http://loinc.org"
    picks = [some.choice(observations) for _ in range(200)]

    selective = ["select r.text from observation r where " + layout.reference("Observation", "subject", o["subject"]["reference"], "r.id")
                 + " and " + layout.token("Observation", "code", *next(codings(o["code"])), "r.id") + " limit 101;" for o in picks]
    result["selective: patient+code, before vacuum"] = timed(selective)
    psql("set search_path = bench_x; vacuum analyze;")
    result["selective: patient+code"] = timed(selective)
    result["selective: family prefix (5 letters)"] = timed([
        "select r.text from patient r where " + layout.family(fold(some.choice(patients)["name"][0]["family"])[:5]) + " limit 101;" for _ in range(200)])
    result["selective: identifier"] = "n/a" if isinstance(layout, Document) else timed([
        "select r.text from patient r where " + layout.token("Patient", "identifier", p["identifier"][0]["system"], p["identifier"][0]["value"], "r.id") + " limit 101;"
        for p in (some.choice(patients) for _ in range(200))])
    result["selective: birthdate"] = timed([
        "select r.text from patient r where " + layout.born(some.choice(patients)["birthDate"]) + " limit 101;" for _ in range(200)])

    final = lambda on: layout.token("Observation", "status", "http://hl7.org/fhir/observation-status", "final", on)
    laboratory = lambda on: layout.token("Observation", "category", "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", on)
    result["status=final, sort -date, 20"] = timed([layout.by_date(final, 20) + ";"] * 30)
    result["category=laboratory, sort -date, 20"] = timed([layout.by_date(laboratory, 20) + ";"] * 30)
    deep = psql("set search_path = bench_x;" + layout.by_date(final, 1, offset=len(observations) // 2) + ";").strip().split("|")[-2:]
    result["the same from the middle, keyset"] = timed([layout.by_date(final, 20, after=deep) + ";"] * 30)
    result["the same from the middle, offset"] = timed([layout.by_date(final, 20, offset=len(observations) // 2) + ";"] * 10)
    result["one patient, sort -date, 20"] = timed([
        layout.by_date(lambda on: layout.reference("Observation", "subject", o["subject"]["reference"], on), 20) + ";" for o in picks])
    result["count to 10,001 of status=final"] = timed([
        "select count(*) from (select from observation r where " + final("r.id") + " limit 10001) c;"] * 20)
    return result


def text_variants(base, more, folder):
    """The exact text: beside a generated jsonb, alone, or not at all."""
    out = []
    for name, columns, view in (
        ("text + generated jsonb", "text text, resource jsonb generated always as (text::jsonb) stored", None),
        ("text lz4 + generated jsonb lz4", "text text compression lz4, resource jsonb compression lz4 generated always as (text::jsonb) stored", None),
        ("text, view casts", "text text", "create view v as select id, version, ts, text, text::jsonb as resource from r"),
        ("text lz4, view casts", "text text compression lz4", "create view v as select id, version, ts, text, text::jsonb as resource from r"),
        ("jsonb only (text not exact)", "resource jsonb", None),
    ):
        psql("drop schema if exists bench_x cascade; create schema bench_x; set search_path = bench_x;"
             f"create table r (id text primary key, version int8, ts timestamptz, {columns}); {view or ''};")
        column = "resource" if name.startswith("jsonb") else "text"
        path = os.path.join(folder, "r")
        with open(path, "w") as f:
            for r in base:
                f.write(copy_text((r["id"], 1, "2026-01-01T00:00:00Z", json.dumps(r, separators=(",", ":")))))
        began = time.monotonic()
        psql(f"set search_path = bench_x;\n\\copy r(id, version, ts, {column}) from '{path}'\n")
        load_seconds = time.monotonic() - began
        psql("set search_path = bench_x; vacuum analyze r;")
        size = int(psql("select pg_total_relation_size('bench_x.r');"))
        script = ["set search_path = bench_x;"]
        for i in range(0, len(more), 100):
            script.append("begin;")
            script += [f"insert into r (id, version, ts, {column}) values ({literal(r['id'])}, 1, now(), {literal(json.dumps(r, separators=(',', ':')))});"
                       for r in more[i:i + 100]]
            script.append("commit;")
        psql("checkpoint;")
        before = psql("select pg_current_wal_lsn();").strip()
        began = time.monotonic()
        psql("\n".join(script))
        rate = round(len(more) / (time.monotonic() - began))
        wal = int(psql(f"select pg_wal_lsn_diff(pg_current_wal_lsn(), '{before}')::int8;"))
        some = random.Random(3)
        ids = [some.choice(base)["id"] for _ in range(300)]
        read = "resource::text" if name.startswith("jsonb") else "text"
        reads = timed([f"select {read} from r where id = {literal(i)};" for i in ids])
        source = "v" if view else "r"
        report = timed([f"select resource ->> 'status', count(*) from {source} group by 1;"] * 5)
        out.append({"variant": name, "bytes/resource": round(size / len(base)), "bulk load/s": round(len(base) / load_seconds),
                    "write/s": rate, "wal bytes/write": round(wal / len(more)), "read exact by id": reads,
                    "report over all rows": report})
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--observations", type=int, default=100_000)
    parser.add_argument("--patients", type=int, default=20_000)
    parser.add_argument("--writes", type=int, default=5_000)
    parser.add_argument("--only", help="layouts by name, parted by ;")
    arguments = parser.parse_args()
    base = multiply(arguments.data, arguments.observations, arguments.patients)
    more = multiply(arguments.data, arguments.writes, 100)
    seconds = []
    results = {"server": psql("select version();").strip(),
               "settings": psql("select name || '=' || setting from pg_settings where name in ('fsync','synchronous_commit','shared_buffers','work_mem','random_page_cost','jit','max_wal_size');").split(),
               "cpus": os.cpu_count(), "observations": arguments.observations, "patients": arguments.patients,
               "layouts": [], "text": []}
    with tempfile.TemporaryDirectory() as folder:
        if not arguments.only:
            results["text"] = text_variants(base, more, folder)
            print("text done", file=sys.stderr)
        for layout in [l for l in (Narrow("text", False), Narrow("int4", False), Narrow("int4", True), Lean(), Arrays(True), Arrays(False), Document()) if not arguments.only or l.name in arguments.only.split(";")]:
            results["layouts"].append(measure(layout, base, more, folder))
            print(layout.name, "done", file=sys.stderr)
    psql("drop schema if exists bench_x cascade;")
    json.dump(results, sys.stdout, indent=1)


main()
