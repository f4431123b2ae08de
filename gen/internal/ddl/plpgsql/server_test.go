package plpgsql_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/plpgsql"
	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/scratch/scratchtest"
)

// connect opens the throw-away server of the test run.
func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	url := scratchtest.Server(t).URL()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cfg.RuntimeParams["jit"] = "off" // costs more than the queries themselves
	conn, err := pgx.ConnectConfig(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// serverCatalog is a Catalog whose model is read from a server and whose
// statements run there, in an open transaction.
type serverCatalog struct {
	t    *testing.T
	conn *pgx.Conn
	file string
	n    int
}

func (c *serverCatalog) Rows(relation string) ([]plpgsql.Row, bool) {
	return plpgsql.Rows(readModel(c.t, c.conn), relation)
}

func (c *serverCatalog) SearchPath() []string { return []string{"public"} }

func (c *serverCatalog) Apply(s plpgsql.Statement) error {
	if s.Verbatim && c.file[s.Start:s.End] != s.Text {
		c.t.Errorf("statement %q stands at %q", s.Text, c.file[s.Start:s.End])
	}
	run(c.conn, "SAVEPOINT one")
	if err := run(c.conn, s.Text); err != nil {
		run(c.conn, "ROLLBACK TO one")
		return err
	}
	return run(c.conn, "RELEASE one")
}

func (c *serverCatalog) Savepoint() func() {
	c.n++
	name := fmt.Sprintf("level%d", c.n)
	run(c.conn, "SAVEPOINT "+name)
	return func() { run(c.conn, "ROLLBACK TO "+name) }
}

func run(conn *pgx.Conn, sql string) error {
	return conn.PgConn().Exec(context.Background(), sql).Close()
}

// fingerprint is what the statements of a block could have changed.
func fingerprint(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	const query = `SELECT coalesce(string_agg(x, E'\n' ORDER BY x), '') FROM (
	SELECT 'column '||c.oid::regclass||' '||attname||' '||format_type(atttypid,atttypmod)||' '||attnotnull||' '||coalesce(pg_get_expr(adbin,adrelid),'') x
	 FROM pg_attribute a JOIN pg_class c ON c.oid=attrelid LEFT JOIN pg_attrdef d ON d.adrelid=c.oid AND d.adnum=attnum
	 WHERE attnum>0 AND NOT attisdropped AND relnamespace NOT IN ('pg_catalog'::regnamespace,'information_schema'::regnamespace,'pg_toast'::regnamespace)
	UNION ALL SELECT 'constraint '||conname||' '||conrelid::regclass||' '||pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace NOT IN ('pg_catalog'::regnamespace,'information_schema'::regnamespace)
	UNION ALL SELECT 'index '||pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid=indrelid WHERE relnamespace NOT IN ('pg_catalog'::regnamespace,'pg_toast'::regnamespace)
	UNION ALL SELECT 'type '||t.oid::regtype||' '||typtype::text||coalesce((SELECT string_agg(enumlabel,',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid=t.oid),'') FROM pg_type t WHERE typnamespace NOT IN ('pg_catalog'::regnamespace,'information_schema'::regnamespace,'pg_toast'::regnamespace)
	UNION ALL SELECT 'schema '||nspname FROM pg_namespace WHERE nspname !~ '^pg_'
	UNION ALL SELECT 'extension '||extname FROM pg_extension
	UNION ALL SELECT 'function '||oid::regprocedure FROM pg_proc WHERE pronamespace NOT IN ('pg_catalog'::regnamespace,'information_schema'::regnamespace)
	UNION ALL SELECT 'trigger '||tgname||' '||tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal) s`
	var out string
	if err := conn.QueryRow(context.Background(), query).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func each(t *testing.T, conn *pgx.Conn, query string, use func([]string)) {
	t.Helper()
	rows, err := conn.Query(context.Background(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		f := make([]string, 5)
		if err := rows.Scan(&f[0], &f[1], &f[2], &f[3], &f[4]); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		use(f)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// readModel reads what guards ask about.
func readModel(t *testing.T, conn *pgx.Conn) *schema.Database {
	t.Helper()
	db := schema.New()
	const user = " n.nspname NOT IN ('pg_catalog','information_schema','pg_toast') "
	head := func(kind schema.Kind, space, name string) schema.Header {
		return schema.Header{ID: schema.ID{Kind: kind, Schema: space, Name: name}}
	}
	each(t, conn, "SELECT nspname,'','','','' FROM pg_namespace n WHERE"+user, func(f []string) {
		db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema(f[0])}})
	})
	each(t, conn, "SELECT extname,nspname,'','','' FROM pg_extension e JOIN pg_namespace n ON n.oid=extnamespace", func(f []string) {
		db.Put(schema.Extension{Header: head(schema.KindExtension, "", f[0]), Schema: f[1]})
	})
	each(t, conn, "SELECT nspname,typname,coalesce((SELECT string_agg(enumlabel,',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid=x.oid),''),typtype::text,'' FROM pg_type x JOIN pg_namespace n ON n.oid=typnamespace WHERE typtype IN ('e','d','r') AND"+user, func(f []string) {
		switch f[3] {
		case "e":
			db.Put(schema.Enum{Header: head(schema.KindEnum, f[0], f[1]), Labels: strings.Split(f[2], ",")})
		case "d":
			db.Put(schema.Domain{Header: head(schema.KindDomain, f[0], f[1])})
		default:
			db.Put(schema.Range{Header: head(schema.KindRange, f[0], f[1])})
		}
	})
	each(t, conn, "SELECT nspname,relname,relkind::text,'','' FROM pg_class x JOIN pg_namespace n ON n.oid=relnamespace WHERE relkind IN ('r','p','v','m','c','S') AND"+user, func(f []string) {
		switch f[2] {
		case "S":
			db.Put(schema.Sequence{Header: head(schema.KindSequence, f[0], f[1])})
		case "v":
			db.Put(schema.View{Header: head(schema.KindView, f[0], f[1])})
		case "m":
			db.Put(schema.View{Header: head(schema.KindMaterializedView, f[0], f[1])})
		case "c":
			db.Put(schema.Composite{Header: head(schema.KindComposite, f[0], f[1])})
		default:
			db.Put(schema.Table{Header: head(schema.KindTable, f[0], f[1])})
		}
	})
	readParts(t, conn, db, user)
	return db
}

// readParts reads what belongs to tables, and functions.
func readParts(t *testing.T, conn *pgx.Conn, db *schema.Database, user string) {
	t.Helper()
	part := func(kind schema.Kind, f []string) schema.Header {
		return schema.Header{ID: schema.NewTable(f[0], f[1]).In(kind, f[2])}
	}
	each(t, conn, "SELECT nspname,relname,attname,attnotnull::text,t.typname||' '||coalesce(substring(format_type(atttypid,atttypmod) from '\\((\\d+)\\)'),'') FROM pg_attribute a JOIN pg_class x ON x.oid=attrelid JOIN pg_type t ON t.oid=atttypid JOIN pg_namespace n ON n.oid=relnamespace WHERE relkind IN ('r','p') AND attnum>0 AND NOT attisdropped AND"+user+"ORDER BY attnum", func(f []string) {
		name, modifier, _ := strings.Cut(f[4], " ")
		db.Put(schema.Column{Header: part(schema.KindColumn, f), NotNull: f[3] == "true", Type: schema.Type{Schema: "pg_catalog", Name: name, Modifier: modifier}})
	})
	each(t, conn, "SELECT nspname,c.relname,conname,contype::text,coalesce(confrelid::regclass::text,'') FROM pg_constraint o JOIN pg_class c ON c.oid=conrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE"+user, func(f []string) {
		switch f[3] {
		case "p":
			db.Put(schema.PrimaryKey{Header: part(schema.KindPrimaryKey, f)})
		case "u":
			db.Put(schema.Unique{Header: part(schema.KindUnique, f)})
		case "c":
			db.Put(schema.Check{Header: part(schema.KindCheck, f)})
		case "f":
			db.Put(schema.ForeignKey{Header: part(schema.KindForeignKey, f), Parent: schema.NewTable("public", f[4])})
		}
	})
	each(t, conn, "SELECT nspname,c.relname,i.relname,indisunique::text,'' FROM pg_index x JOIN pg_class c ON c.oid=indrelid JOIN pg_class i ON i.oid=indexrelid JOIN pg_namespace n ON n.oid=c.relnamespace WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid=i.oid) AND"+user, func(f []string) {
		db.Put(schema.Index{Header: part(schema.KindIndex, f), Unique: f[3] == "true"})
	})
	each(t, conn, "SELECT nspname,proname,'','','' FROM pg_proc x JOIN pg_namespace n ON n.oid=pronamespace WHERE prokind='f' AND"+user, func(f []string) {
		db.Put(schema.Routine{Header: schema.Header{ID: schema.ID{Kind: schema.KindFunction, Schema: f[0], Name: f[1]}}})
	})
	each(t, conn, "SELECT nspname,relname,tgname,'','' FROM pg_trigger JOIN pg_class c ON c.oid=tgrelid JOIN pg_namespace n ON n.oid=relnamespace WHERE NOT tgisinternal", func(f []string) {
		db.Put(schema.Trigger{Header: part(schema.KindTrigger, f), Enabled: 'O'})
	})
}
