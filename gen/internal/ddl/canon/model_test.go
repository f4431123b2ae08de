package canon_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// readModel reads what expressions can refer to from a server. It knows just
// enough for these tests and does not go through the package's users.
func readModel(t *testing.T, conn *pgx.Conn) *schema.Database {
	t.Helper()
	db := schema.New()
	typ := func(text string) schema.Type {
		tree, err := pg.Parse("SELECT NULL::" + text)
		if err != nil {
			return schema.Type{}
		}
		n := tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val.GetTypeCast().TypeName
		out, _ := canon.TypeName(n, db, nil)
		return out
	}
	const user = " n.nspname NOT IN ('pg_catalog','information_schema','pg_toast') "
	header := func(kind schema.Kind, space, name string) schema.Header {
		return schema.Header{ID: schema.ID{Kind: kind, Schema: space, Name: name}}
	}
	each(t, conn, "SELECT nspname,'','','','' FROM pg_namespace n WHERE "+user, func(f []string) {
		db.Put(schema.Schema{Header: schema.Header{ID: schema.NewSchema(f[0])}})
	})
	each(t, conn, "SELECT extname,nspname,'','','' FROM pg_extension e JOIN pg_namespace n ON n.oid=extnamespace", func(f []string) {
		db.Put(schema.Extension{Header: header(schema.KindExtension, "", f[0]), Schema: f[1]})
	})
	const own = " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid=x.oid AND d.deptype='e') "
	each(t, conn, "SELECT nspname,typname,'','','' FROM pg_type x JOIN pg_namespace n ON n.oid=typnamespace WHERE typtype='e' AND"+user+own, func(f []string) {
		db.Put(schema.Enum{Header: header(schema.KindEnum, f[0], f[1])})
	})
	kinds := map[string]schema.Kind{"r": schema.KindTable, "p": schema.KindTable, "f": schema.KindTable, "v": schema.KindView, "m": schema.KindMaterializedView, "c": schema.KindComposite, "S": schema.KindSequence}
	each(t, conn, "SELECT nspname,relname,relkind::text,'','' FROM pg_class x JOIN pg_namespace n ON n.oid=relnamespace WHERE relkind IN ('r','p','v','m','c','S','f') AND"+user+own, func(f []string) {
		h := header(kinds[f[2]], f[0], f[1])
		switch h.ID.Kind {
		case schema.KindTable:
			db.Put(schema.Table{Header: h})
		case schema.KindSequence:
			db.Put(schema.Sequence{Header: h})
		case schema.KindComposite:
			db.Put(schema.Composite{Header: h})
		default:
			db.Put(schema.View{Header: h})
		}
	})
	readTypes(t, conn, db, typ, kinds, user+own)
	readRoutines(t, conn, db, typ, user+own)
	return db
}

// readTypes reads domains, ranges and the columns of everything that has some.
func readTypes(t *testing.T, conn *pgx.Conn, db *schema.Database, typ func(string) schema.Type, kinds map[string]schema.Kind, where string) {
	t.Helper()
	header := func(kind schema.Kind, space, name string) schema.Header {
		return schema.Header{ID: schema.ID{Kind: kind, Schema: space, Name: name}}
	}
	domains := "SELECT nspname,typname,format_type(typbasetype,typtypmod),'','' FROM pg_type x JOIN pg_namespace n ON n.oid=typnamespace WHERE typtype='d' AND" + where + "ORDER BY x.oid"
	each(t, conn, domains, func(f []string) {
		db.Put(schema.Domain{Header: header(schema.KindDomain, f[0], f[1]), Base: typ(f[2])})
	})
	each(t, conn, "SELECT nspname,typname,rngsubtype::regtype::text,'','' FROM pg_range r JOIN pg_type x ON x.oid=rngtypid JOIN pg_namespace n ON n.oid=typnamespace WHERE"+where, func(f []string) {
		db.Put(schema.Range{Header: header(schema.KindRange, f[0], f[1]), Subtype: typ(f[2])})
	})
	each(t, conn, "SELECT nspname,relname,relkind::text,attname,format_type(atttypid,atttypmod) FROM pg_class x JOIN pg_namespace n ON n.oid=relnamespace JOIN pg_attribute ON attrelid=x.oid AND attnum>0 AND NOT attisdropped WHERE relkind IN ('r','p','v','m','c','f') AND"+where+"ORDER BY x.oid,attnum", func(f []string) {
		id := schema.ID{Kind: kinds[f[2]], Schema: f[0], Name: f[1]}
		attr := schema.Attribute{Name: f[3], Type: typ(f[4])}
		switch o, _ := db.Lookup(id); o := o.(type) {
		case schema.Table:
			db.Put(schema.Column{Header: schema.Header{ID: id.In(schema.KindColumn, f[3])}, Position: len(db.Columns(id)) + 1, Type: attr.Type})
		case schema.View:
			o.Columns = append(o.Columns, attr)
			db.Put(o)
		case schema.Composite:
			o.Attributes = append(o.Attributes, attr)
			db.Put(o)
		}
	})
}

func readRoutines(t *testing.T, conn *pgx.Conn, db *schema.Database, typ func(string) schema.Type, where string) {
	t.Helper()
	const query = `SELECT nspname, proname, prokind::text||proretset::text, format_type(prorettype,NULL),
		coalesce((SELECT string_agg(coalesce(proargmodes[i]::text,'i')||'|'||coalesce(proargnames[i],'')||'|'||format_type(u,NULL), ';' ORDER BY i)
		 FROM unnest(coalesce(proallargtypes,proargtypes::oid[])) WITH ORDINALITY z(u,i)),'')||'#'||pronargdefaults
		FROM pg_proc x JOIN pg_namespace n ON n.oid=pronamespace WHERE`
	each(t, conn, query+where, func(f []string) {
		r := schema.Routine{Returns: typ(f[3]), SetOf: strings.HasSuffix(f[2], "true")}
		list, defaults, _ := strings.Cut(f[4], "#")
		for _, item := range strings.Split(list, ";") {
			part := strings.SplitN(item, "|", 3)
			if len(part) == 3 {
				r.Arguments = append(r.Arguments, schema.Argument{Mode: schema.ArgumentMode(part[0][0]), Name: part[1], Type: typ(part[2])})
			}
		}
		inputs := 0
		for i := len(r.Arguments) - 1; i >= 0 && inputs < int(defaults[0]-'0'); i-- {
			if m := r.Arguments[i].Mode; m != 'o' && m != 't' {
				r.Arguments[i].Default = schema.Expr{SQL: "NULL", Key: "NULL"}
				inputs++
			}
		}
		kind := map[byte]schema.Kind{'f': schema.KindFunction, 'w': schema.KindFunction, 'p': schema.KindProcedure, 'a': schema.KindAggregate}[f[2][0]]
		r.ID = schema.ID{Kind: kind, Schema: f[0], Name: f[1], Args: schema.FormatArgs(r.Arguments)}
		db.Put(r)
	})
}

func each(t *testing.T, conn *pgx.Conn, query string, use func([]string)) {
	t.Helper()
	rows, err := conn.Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
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
