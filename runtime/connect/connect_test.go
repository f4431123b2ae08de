package connect_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/runtime/connect"
	"github.com/pgen-go/pgen/runtime/testdb"
)

// where shows what a configuration would connect to.
func where(t *testing.T, s connect.Settings) string {
	t.Helper()
	cfg, err := s.PoolConfig()
	if err != nil {
		t.Fatal(err)
	}
	c := cfg.ConnConfig
	return fmt.Sprintf("%s:%s@%s:%d/%s", c.User, c.Password, c.Host, c.Port, c.Database)
}

// TestPrecedence drops the strongest source line by line.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	environ := []string{
		"MY_ORDERS__POSTGRES__HOST=service.example", "MY_ORDERS__POSTGRES__PORT=1", "MY_ORDERS__POSTGRES__DATABASE_NAME=service",
		"MY_ORDERS__POSTGRES__USERNAME=us", "MY_ORDERS__POSTGRES__PASSWORD=ps",
		"DATABASE_URL=postgres://uu:p%40u@url.example:2/url",
		"DB_HOST=db.example", "DB_PORT=3", "DB_NAME=db", "DB_USER=ud", "DB_PASSWORD=pd",
		"PGHOST=pg.example", "PGPORT=4", "PGDATABASE=pg", "PGUSER=up", "PGPASSWORD=pp",
	}
	for _, step := range []struct {
		drop int
		want string
	}{
		{0, "us:ps@service.example:1/service"},
		{5, "uu:p@u@url.example:2/url"},
		{1, "ud:pd@db.example:3/db"},
		{5, "up:pp@pg.example:4/pg"},
	} {
		environ = environ[step.drop:]
		s, err := connect.FromEnvironment("my-orders", environ)
		if err != nil {
			t.Fatal(err)
		}
		if got := where(t, s); got != step.want {
			t.Errorf("with %s first: %s, want %s", environ[0], got, step.want)
		}
	}
	s, err := connect.FromEnvironment("my-orders", environ)
	if err != nil {
		t.Fatal(err)
	}
	s.User, s.Database = "explicit", "fields"
	if got, want := where(t, s), "explicit:pp@pg.example:4/fields"; got != want {
		t.Errorf("with fields assigned: %s, want %s", got, want)
	}
}

func TestConventions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		s    connect.Settings
		want string
	}{
		{connect.Settings{Service: "my-orders"}, "postgres://my_orders@localhost:5432/my_orders_db?sslmode=prefer"},
		{connect.Settings{Service: "orders", Testing: true}, "postgres://orders@localhost:5432/orders_test_db?sslmode=prefer"},
		{connect.Settings{Service: "orders", ReadOnly: true}, "postgres://orders_ro@localhost:5432/orders_db?sslmode=prefer"},
		{connect.Settings{Service: "orders", Endpoint: connect.Endpoint{Host: "db.example"}}, "postgres://orders@db.example:5432/orders_db?sslmode=verify-full"},
		{connect.Settings{Service: "orders", Endpoint: connect.Endpoint{Host: "/cloudsql/p:r:i"}}, "postgres://orders@/orders_db?host=%2Fcloudsql%2Fp%3Ar%3Ai&port=5432&sslmode=prefer"},
		{connect.Settings{Service: "orders", Endpoint: connect.Endpoint{Host: "localhost", HostAddr: "10.0.0.1"}}, "postgres://orders@localhost:5432/orders_db?hostaddr=10.0.0.1&sslmode=verify-full"},
		{connect.Settings{Service: "orders", SSLMode: "require", Endpoint: connect.Endpoint{Host: "::1"}}, "postgres://orders@[::1]:5432/orders_db?sslmode=require"},
	} {
		if got := tc.s.String(); got != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
		if _, err := tc.s.PoolConfig(); err != nil {
			t.Errorf("%s: %v", tc.want, err)
		}
	}
}

func TestEndpointComesFromOnePlace(t *testing.T) {
	t.Parallel()
	s, err := connect.FromEnvironment("orders", []string{
		"DATABASE_URL=postgres://db.example/orders", "PGHOSTADDR=10.0.0.1", "PGPORT=6000", "DB_PORT=7000",
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (connect.Endpoint{Host: "db.example"}); s.Endpoint != want {
		t.Errorf("endpoint %+v, want %+v: the others belong to another server", s.Endpoint, want)
	}
}

func TestSocketOfAnInstance(t *testing.T) {
	t.Parallel()
	for socket, port := range map[string]uint16{
		"/cloudsql/project:region:instance": 0, "/cloudsql/project:region:instance/.s.PGSQL.5433": 5433,
	} {
		s, err := connect.FromEnvironment("orders", []string{"DB_HOST=db.example", "DB_PORT=9", "DB_INSTANCE_UNIX_SOCKET=" + socket})
		if want := (connect.Endpoint{Host: "/cloudsql/project:region:instance", Port: port}); err != nil || s.Endpoint != want {
			t.Errorf("%s: endpoint %+v (%v), want %+v", socket, s.Endpoint, err, want)
		}
	}
}

func TestFaultsAreNamed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		environ []string
		want    []string
	}{
		{[]string{"ORDERS__POSTGRES__HOTS=a", "ORDERS__POSTGRES__PORT=x"}, []string{"ORDERS__POSTGRES__HOTS is not known", "HOSTADDR", `ORDERS__POSTGRES__PORT: "x"`}},
		{[]string{"PGPORT=70000"}, []string{"PGPORT", "65535"}},
		{[]string{"ORDERS__POSTGRES__READ_ONLY=maybe"}, []string{"READ_ONLY", "maybe"}},
		{[]string{"DATABASE_URL=postgres://u:hunter2@a:b:c/d"}, []string{"DATABASE_URL", "postgres://user"}},
		{[]string{"DATABASE_URL=host=a password=hunter2"}, []string{"DATABASE_URL", "postgres://user"}},
		{[]string{"DATABASE_URL=postgres://u:hunter2@a,b/d"}, []string{"DATABASE_URL", "several servers"}},
		{[]string{"DATABASE_URL=postgres://u:hunter2@a/d?port=1&port=2"}, []string{"port 2 times"}},
		{[]string{"PGSSLMODE=sometimes"}, []string{"sslmode", "verify-full"}},
		{[]string{"PGHOSTADDR=db.example"}, []string{"hostaddr", "IP address"}},
		{[]string{"ORDERS__POSTGRES__POOLER=odd"}, []string{"pooler", "transaction"}},
		{[]string{"PGHOST=a,b"}, []string{"several servers"}},
		{[]string{"PGSSLROOTCERT=/no/such/file", "PGHOST=a", "PGPASSWORD=hunter2"}, []string{"/no/such/file"}},
	} {
		s, err := connect.FromEnvironment("orders", tc.environ)
		if err == nil {
			_, err = s.PoolConfig()
		}
		if err == nil || !containsAll(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: error is %v, want it to name %q and no password", tc.environ, err, tc.want)
		}
	}
	for _, s := range []connect.Settings{{}, {Service: "Orders!"}, {Database: "d"}} {
		if _, err := s.PoolConfig(); err == nil {
			t.Errorf("%+v: no error", s)
		}
	}
}

func containsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

func TestPasswordIsNeverPrinted(t *testing.T) {
	t.Parallel()
	s, err := connect.FromURL("orders", "postgres://u:hunter2@db.example/d")
	if err != nil {
		t.Fatal(err)
	}
	if got := where(t, s); !strings.Contains(got, "hunter2") {
		t.Fatalf("the password is lost: %s", got)
	}
	hidden := struct{ settings connect.Settings }{s}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, s)
		fmt.Fprintf(&out, verb, &s)
		fmt.Fprintf(&out, verb, hidden)
		fmt.Fprintf(&out, verb, s.Password)
	}
	text, err := json.Marshal(struct{ P connect.Secret }{s.Password})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	slog.New(slog.NewTextHandler(&out, nil)).Info("settings", "all", s, "password", s.Password)
	for _, form := range []string{"hunter2", "68756e74657232", "[104 117"} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the password shows as %s in\n%s", form, out.String())
		}
	}
	if !strings.Contains(s.String(), "u:%2A%2A%2A%2A%2A%2A@") && !strings.Contains(s.String(), "u:******@") {
		t.Errorf("%s does not show that there is a password", s)
	}
}

func TestVerifyFullChecksTheName(t *testing.T) {
	t.Parallel()
	s := connect.Settings{Service: "orders", Endpoint: connect.Endpoint{Host: "db.example", HostAddr: "10.0.0.7"}}
	cfg, err := s.PoolConfig()
	if err != nil {
		t.Fatal(err)
	}
	tls := cfg.ConnConfig.TLSConfig
	if tls == nil || tls.ServerName != "db.example" || tls.InsecureSkipVerify {
		t.Errorf("TLS configuration %+v, want one that verifies db.example", tls)
	}
	if len(cfg.ConnConfig.Fallbacks) > 0 {
		t.Error("there is a fallback, maybe without TLS")
	}
}

// TestHostAddrIsDialled has a name that no resolver knows.
func TestHostAddrIsDialled(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	accepted := make(chan struct{})
	go func() {
		if conn, err := listener.Accept(); err == nil {
			close(accepted)
			conn.Close()
		}
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	s, err := connect.FromURL("orders", fmt.Sprintf("postgres://name.invalid:%d/d?hostaddr=127.0.0.1", port))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := connect.Open(t.Context(), s); err == nil {
		t.Error("a listener that hangs up passed for PostgreSQL")
	}
	select {
	case <-accepted:
	case <-time.After(5 * time.Second):
		t.Error("nobody dialled the address")
	}
}

func TestPoolerMode(t *testing.T) {
	t.Parallel()
	s := connect.Settings{Service: "orders", Pooler: connect.TransactionPooler, ReadOnly: true, Endpoint: connect.Endpoint{Host: "/run/pooler", Port: 6432}}
	cfg, err := s.PoolConfig()
	if err != nil {
		t.Fatal(err)
	}
	c := cfg.ConnConfig
	if c.DefaultQueryExecMode != pgx.QueryExecModeExec || c.StatementCacheCapacity != 0 || c.DescriptionCacheCapacity != 0 {
		t.Errorf("mode %s, caches %d and %d, want exec without caches", c.DefaultQueryExecMode, c.StatementCacheCapacity, c.DescriptionCacheCapacity)
	}
	if len(c.RuntimeParams) != 1 || c.RuntimeParams["application_name"] != "orders" {
		t.Errorf("run-time parameters %v, want the application name only", c.RuntimeParams)
	}
	if _, err := s.DirectConfig(); err == nil || !strings.Contains(err.Error(), "ORDERS__POSTGRES__DIRECT_HOST") {
		t.Errorf("error is %v, want one that names the variable for the direct endpoint", err)
	}
	s.Direct = connect.Endpoint{Host: "/run/server"}
	direct, err := s.DirectConfig()
	if err != nil {
		t.Fatal(err)
	}
	if direct.Host != "/run/server" || direct.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement || direct.RuntimeParams["default_transaction_read_only"] != "on" {
		t.Errorf("direct configuration: host %s, mode %s, parameters %v", direct.Host, direct.DefaultQueryExecMode, direct.RuntimeParams)
	}
	s.Params = map[string]string{"search_path": "orders"}
	if _, err := s.PoolConfig(); err == nil || !strings.Contains(err.Error(), "search_path") {
		t.Errorf("error is %v, want one about search_path", err)
	}
}

func TestServerSeesTheSettings(t *testing.T) {
	t.Parallel()
	s, err := connect.FromURL("orders", testdb.URL(t, testdb.Source{}))
	if err != nil {
		t.Fatal(err)
	}
	s.ReadOnly, s.MaxConns = true, 3
	s.Params = map[string]string{"search_path": `a'b\c`, "statement_timeout": "4321"}
	pool, err := connect.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var got [4]string
	err = pool.QueryRow(t.Context(), `select current_setting('application_name'), current_setting('transaction_read_only'),
		current_setting('search_path'), current_setting('statement_timeout')`).Scan(&got[0], &got[1], &got[2], &got[3])
	if want := [4]string{"orders", "on", `a'b\c`, "4321ms"}; err != nil || got != want {
		t.Errorf("the server has %q (%v), want %q", got, err, want)
	}
	if pool.Config().MaxConns != 3 {
		t.Errorf("pool of %d, want 3", pool.Config().MaxConns)
	}
}

func TestDialIsUsed(t *testing.T) {
	t.Parallel()
	refused := errors.New("the dialler of the test")
	s := connect.Settings{Service: "orders", Dial: func(context.Context, string, string) (net.Conn, error) { return nil, refused },
		Endpoint: connect.Endpoint{Host: "127.0.0.1"}}
	if _, err := connect.Open(t.Context(), s); !errors.Is(err, refused) {
		t.Errorf("error is %v, want the dialler's", err)
	}
}
