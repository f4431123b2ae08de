package migrate_test
import ("testing";"fmt";"time";"strings";"context")
func TestZZCost(t *testing.T) {
	config := scratch(t)
	h := chain(t, "-- pgen:up\nSELECT 1;\n-- pgen:down\nSELECT 1;\n", "-- pgen:up\nSELECT 2;\n-- pgen:down\nSELECT 1;\n")
	var w wire
	if _, err := newMigrator(t, w.record(config), h).Upgrade(t.Context(), "head"); err != nil { t.Fatal(err) }
	conn := connect(t, config)
	var msg string
	for _, m := range w.messages { if strings.Contains(m, "r2 up, step") { msg = strings.Trim(m[5:], "\x00") } }
	t.Log(msg)
	// pieces
	del := "DELETE FROM pgen_revision WHERE id = 'r2';"
	run := func(name, sql string) {
		start := time.Now()
		for range 300 { if _, err := conn.PgConn().Exec(context.Background(), sql).ReadAll(); err != nil { t.Fatal(name, err) } }
		t.Log(name, time.Since(start)/300)
	}
	for range 2 {
	run("empty tx", "BEGIN; COMMIT")
	run("del", del)
	run("full", del+msg)
	run("set locals", "BEGIN; SET LOCAL application_name='x'; SET LOCAL client_connection_check_interval='500ms'; SET LOCAL lock_timeout='2s'; SET LOCAL statement_timeout='0ms'; SET LOCAL pgen.step='a'; COMMIT")
	run("appname", "BEGIN; SET LOCAL application_name='x'; COMMIT")
	run("resets", "BEGIN; RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; COMMIT")
	run("reset all", "BEGIN; RESET ALL; COMMIT")
	run("guard", "BEGIN; DO $$BEGIN IF NOT pg_catalog.pg_try_advisory_xact_lock(77) THEN RAISE EXCEPTION 'x'; END IF; END$$; COMMIT")
	run("guard select", "BEGIN; SELECT pg_catalog.pg_try_advisory_xact_lock(77); COMMIT")
	i := strings.Index(msg, "DO $pgen$BEGIN\nINSERT"); j := strings.Index(msg, "SET LOCAL pgen.step")
	run("claim", "BEGIN;"+del+msg[i:j]+"COMMIT")
	k := strings.LastIndex(msg, "DO $pgen$")
	l := strings.LastIndex(msg, "RESET ALL")
	run("claim+finish", "BEGIN;"+del+msg[i:j]+msg[j:j+strings.Index(msg[j:], ";")+1]+msg[k:l]+"COMMIT")
	run("plain insert", fmt.Sprintf("BEGIN;%s INSERT INTO pgen_revision (id, parents, checksum, message, down, direction, steps, steps_total, running, run) VALUES ('r2','{}','','','','up','{}',1,false,'x'); COMMIT", del))
	}
}
