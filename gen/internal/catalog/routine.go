package catalog

import (
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

type routineRow struct {
	OID, Namespace                          uint32
	Name, Kind, Language                    string
	Cost, Rows, Support                     string
	SecurityDefiner, LeakProof, Strict, Set bool
	Volatility, Parallel                    string
	Returns                                 uint32
	Types                                   []uint32
	Modes, Names, Defaults                  []string
	Source, Object, SQLBody                 string
	Config                                  []string
	// Transforms are the types of TRANSFORM FOR TYPE.
	Transforms []uint32
}

// routineQuery reads functions, window functions and procedures. Cost and rows
// are "" where they are what CREATE FUNCTION takes by itself. The constructors that
// a range type brings depend on it internally, and are a part of it.
const routineQuery = `
select p.oid, p.pronamespace, p.proname, p.prokind::text, l.lanname,
	case when p.procost = case when l.lanname in ('c', 'internal') then 1 else 100 end then '' else p.procost::text end,
	case when p.prorows = case when p.proretset then 1000 else 0 end then '' else p.prorows::text end,
	coalesce((select case when n.nspname = 'pg_catalog' then '' else n.nspname || '.' end || s.proname
		from pg_catalog.pg_proc s join pg_catalog.pg_namespace n on n.oid = s.pronamespace where s.oid = p.prosupport), ''),
	p.prosecdef, p.proleakproof, p.proisstrict, p.proretset, p.provolatile::text, p.proparallel::text, p.prorettype,
	coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes::text[], p.proargnames,
	case when p.pronargdefaults > 0 then array(select coalesce(pg_catalog.pg_get_function_arg_default(p.oid, i), '')
		from pg_catalog.generate_series(1, pg_catalog.cardinality(coalesce(p.proallargtypes, p.proargtypes::oid[]))) i) end,
	p.prosrc, coalesce(p.probin, ''), coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), ''), p.proconfig, p.protrftypes
from pg_catalog.pg_proc p
join pg_catalog.pg_language l on l.oid = p.prolang
where p.oid >= 16384 and p.prokind in ('f', 'w', 'p')
	and not exists (select from pg_catalog.pg_depend d where d.classid = 1255 and d.objid = p.oid and d.deptype = 'i')
order by p.oid`

func (b *builder) routines() {
	for _, row := range b.rows.routines {
		kind, at := schema.KindFunction, address{classProc, row.OID}
		if row.Kind == "p" {
			kind = schema.KindProcedure
		}
		id, ok := b.own(at, kind, row.Namespace, row.Name)
		if !ok {
			continue
		}
		r := schema.Routine{Language: row.Language, Body: row.Source, SetOf: row.Set, Volatility: row.Volatility[0],
			Parallel: row.Parallel[0], Strict: row.Strict, SecurityDefiner: row.SecurityDefiner, LeakProof: row.LeakProof,
			Window: row.Kind == "w", Cost: row.Cost, Rows: row.Rows, Support: row.Support, Config: config(row.Config)}
		var results bool
		r.Arguments, results = b.arguments(row)
		if kind == schema.KindFunction && !results {
			r.Returns = b.typeOf(row.Returns, "")
		}
		if row.Object != "" {
			r.Body, r.Symbol = row.Object, row.Source
		}
		for _, oid := range row.Transforms {
			r.Transforms = append(r.Transforms, b.typeOf(oid, ""))
		}
		id.Args = schema.FormatArgs(r.Arguments)
		r.ID = id
		b.put(at, r)
		if len(row.Defaults) > 0 || row.SQLBody != "" {
			b.later(func() { b.db.Put(b.completed(r, row)) })
		}
	}
}

// config writes the names of settings in lower case, as SQL does, where the
// server has its own spelling ("DateStyle").
func config(settings []string) []string {
	var out []string
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		out = append(out, strings.ToLower(name)+"="+value)
	}
	return out
}

// arguments returns the parameters without defaults, and whether some of them
// make up the result.
func (b *builder) arguments(row routineRow) (args []schema.Argument, results bool) {
	for i, oid := range row.Types {
		a := schema.Argument{Mode: 'i', Type: b.typeOf(oid, "")}
		if row.Modes != nil {
			a.Mode = schema.ArgumentMode(row.Modes[i][0])
		}
		if row.Names != nil {
			a.Name = row.Names[i]
		}
		if i < len(row.Defaults) && row.Defaults[i] != "" {
			// That there is a default counts for calls that are read before it is.
			a.Default = schema.Expr{SQL: row.Defaults[i], Key: row.Defaults[i]}
		}
		results = results || a.Mode == 'o' || a.Mode == 'b' || a.Mode == 't'
		args = append(args, a)
	}
	return args, results
}

// completed returns the routine with the expressions in it.
func (b *builder) completed(r schema.Routine, row routineRow) schema.Routine {
	args := append([]schema.Argument(nil), r.Arguments...)
	for i, text := range row.Defaults {
		args[i].Default = b.assigned(r.ID, args[i].Type, text)
	}
	r.Arguments = args
	if row.SQLBody != "" {
		r.Body, r.SQLBody = "", b.body(r, row.SQLBody)
	}
	return r
}
