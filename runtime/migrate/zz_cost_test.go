package migrate_test
import ("testing";"fmt";"os";"strings";"strconv";"context";"github.com/pgen-go/pgen/runtime/migrate")
func ticks(pid uint32) int { b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid)); n, _ := strconv.Atoi(strings.Fields(string(b))[0]); return n/1000 }
func TestZZCost(t *testing.T) {
	config := scratch(t)
	conn := connect(t, config)
	ddl := func(n int) string { return fmt.Sprintf("CREATE TABLE t%d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now()); CREATE INDEX ON t%d (name);\n", n, n) }
	var w wire
	h := chain(t, "-- pgen:up\nSELECT 1;\n-- pgen:down\nSELECT 1;\n", "-- pgen:up\nSELECT 2;\n;-- pgen:down\nSELECT 1;\n")
	if _, err := newMigrator(t, w.record(config), h).Upgrade(t.Context(), "head"); err != nil { t.Fatal(err) }
	var msg string
	for _, m := range w.messages { if strings.Contains(m, "r2 up, step") { msg = strings.Trim(m[5:], "\x00") } }
	mustExec(t, conn, "DELETE FROM pgen_revision; CREATE TABLE v (name text primary key, at timestamptz default now())")
	_ = migrate.Up
	i := strings.Index(msg, "SELECT CASE WHEN NOT EXISTS"); j := strings.Index(msg, "SELECT 2"); k := strings.Index(msg, "RESET SESSION")
	b := strings.Index(msg, "SELECT pg_catalog.set_config")
	l := strings.Index(msg, "INSERT INTO"); m := strings.Index(msg, "RESET ALL")
	tok := strings.LastIndex(msg[:l], "SELECT CASE")
	n := 0
	type piece struct{ name string; f func(int) string }
	rid := func(s string, n int) string { return strings.ReplaceAll(s, "'r2'", fmt.Sprintf("'x%d'", n)) }
	all := []piece{
		{"ddl only", func(n int) string { return "BEGIN;" + ddl(n) + "COMMIT" }},
		{"plain insert", func(n int) string { return "BEGIN;" + ddl(n) + fmt.Sprintf("INSERT INTO v (name) VALUES ('%d'); COMMIT", n) }},
		{"start", func(n int) string { return msg[:i] + ddl(n) + "COMMIT" }},
		{"expect", func(n int) string { return msg[:b] + rid(msg[i:j], n) + ddl(n) + "COMMIT" }},
		{"resets", func(n int) string { return "BEGIN;" + ddl(n) + msg[k:tok] + "RESET ALL; COMMIT" }},
		{"insert", func(n int) string { return "BEGIN;" + ddl(n) + rid(msg[l:m], n) + "COMMIT" }},
		{"full", func(n int) string { return rid(msg[:j], n) + ddl(n) + rid(msg[k:], n) }},
	}
	sum := make([]int, len(all))
	for range 60 {
		for p, x := range all {
			n++
			before := ticks(conn.PgConn().PID())
			if _, err := conn.PgConn().Exec(context.Background(), x.f(n)).ReadAll(); err != nil { t.Fatal(x.name, err) }
			sum[p] += ticks(conn.PgConn().PID()) - before
		}
	}
	for p, x := range all { t.Log(x.name, sum[p]/60, "µs of CPU") }
}
