package ddl

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/pgen-go/pgen/gen/internal/ddl/canon"
	"github.com/pgen-go/pgen/gen/internal/schema"
)

// baseTypeFunctions are the options that name functions, with the arguments they get;
// "T" stands for the type.
var baseTypeFunctions = map[string][]string{
	"input": {"cstring", "cstring,oid,int4"}, "output": {"T"}, "receive": {"internal", "internal,oid,int4"}, "send": {"T"},
	"typmod_in": {"cstring[]"}, "typmod_out": {"int4"}, "analyze": {"internal"}, "subscript": {"internal"},
}

// createBaseType runs CREATE TYPE name, which makes a shell, and CREATE TYPE name (...),
// which completes it.
func (s *stmt) createBaseType(n *pg.DefineStmt) error {
	id, err := s.newNamed(schema.KindBaseType, n.Defnames, "")
	if err != nil {
		return err
	}
	old, isShell := schema.Get[schema.BaseType](s.db, id)
	isShell = isShell && old.Shell()
	if !n.IfNotExists && len(n.Definition) == 0 {
		if err := s.freeType(id.Schema, id.Name, 0); err != nil || isShell {
			return firstError(err, s.nameFault(id.Name, duplicateObject, "type %q already exists", id.Name))
		}
		s.put(schema.BaseType{Header: s.header(id)})
		return nil
	}
	if err := s.freeType(id.Schema, id.Name, 0); err != nil {
		return err
	}
	if !isShell {
		return hinted(s.nameFault(id.Name, duplicateObject, "type %q does not exist", id.Name),
			"create the type as a shell type, then create its I/O functions, then do a full CREATE TYPE")
	}
	return s.completeBaseType(schema.BaseType{Header: s.header(id)}, n)
}

// completeBaseType reads the definitions of a type whose shell is there.
func (s *stmt) completeBaseType(b schema.BaseType, n *pg.DefineStmt) error {
	layout := canon.Layout{Length: "-1", Alignment: "i", Storage: "p", Delim: ","}
	category, preferred, collatable, fallback := "U", false, false, ""
	for _, e := range n.Definition {
		if d := e.GetDefElem(); d.Defname == "like" {
			if err := s.likeLayout(&layout, d); err != nil {
				return err
			}
		}
	}
	for _, e := range n.Definition {
		d := e.GetDefElem()
		value := definedText(d)
		switch d.Defname {
		case "like":
		case "internallength":
			if layout.Length = value; strings.EqualFold(value, "variable") {
				layout.Length = "-1"
			}
		case "passedbyvalue":
			layout.ByValue = isOn(d)
		case "alignment":
			if layout.Alignment = alignments[strings.ToLower(value)]; layout.Alignment == "" {
				return s.fault(d.Location, invalidParameter, "alignment %q not recognized", value)
			}
		case "storage":
			if layout.Storage = storages[strings.ToLower(value)]; layout.Storage == "" {
				return s.fault(d.Location, invalidParameter, "storage %q not recognized", value)
			}
		case "delimiter":
			layout.Delim = value[:min(1, len(value))]
		case "category":
			category = value[:min(1, len(value))]
		case "preferred":
			preferred = isOn(d)
		case "collatable":
			collatable = isOn(d)
		case "default":
			fallback = value
		case "element":
			var err error
			if b.Element, err = s.definedType(d); err != nil {
				return err
			}
		default:
			if baseTypeFunctions[d.Defname] == nil {
				s.warn(d.Location, "type attribute %q not recognized; PostgreSQL ignores it", d.Defname)
			}
		}
	}
	if err := s.readBaseFunctions(&b, n.Definition); err != nil {
		return err
	}
	if err := s.judgeSubscripts(b, layout, n.Definition); err != nil {
		return err
	}
	b.Options = baseTypeOptions(layout, category, preferred, collatable, fallback)
	return s.putBaseType(b)
}

// judgeSubscripts gives 22023 for elements that nothing can take out of a value: without a
// function for it, only values of one length that hold others of one length are such.
func (s *stmt) judgeSubscripts(b schema.BaseType, l canon.Layout, definition []*pg.Node) error {
	element, known := canon.LayoutOf(b.Element.Name)
	if b.Element.IsZero() || !b.Element.Builtin() || !known ||
		slices.ContainsFunc(definition, func(n *pg.Node) bool { return n.GetDefElem().GetDefname() == "subscript" }) {
		return nil
	}
	if l.ByValue || strings.HasPrefix(l.Length, "-") || strings.HasPrefix(element.Length, "-") {
		return s.fault(0, invalidParameter, "element type cannot be specified without a subscripting function")
	}
	return nil
}

var (
	alignments = map[string]string{"char": "c", "pg_catalog.bpchar": "c", "bpchar": "c", "int2": "s", "pg_catalog.int2": "s",
		"int4": "i", "pg_catalog.int4": "i", "double": "d", "float8": "d", "pg_catalog.float8": "d"}
	storages = map[string]string{"plain": "p", "external": "e", "extended": "x", "main": "m"}
)

// baseTypeOptions lists what is not the default, in the letters of pg_type.
func baseTypeOptions(l canon.Layout, category string, preferred, collatable bool, fallback string) []string {
	var out []string
	add := func(name, value, standard string) {
		if value != standard {
			out = append(out, name+"="+value)
		}
	}
	on := map[bool]string{true: "true", false: "false"}
	add("alignment", l.Alignment, "i")
	add("category", category, "U")
	add("collatable", on[collatable], "false")
	add("default", fallback, "")
	add("delimiter", l.Delim, ",")
	add("internallength", l.Length, "-1")
	add("passedbyvalue", on[l.ByValue], "false")
	add("preferred", on[preferred], "false")
	add("storage", l.Storage, "p")
	return out
}

// likeLayout copies the layout of another type.
func (s *stmt) likeLayout(l *canon.Layout, d *pg.DefElem) error {
	t, err := s.definedType(d)
	if err != nil {
		return err
	}
	if err := s.notShell(t.ID(), d.Location); err != nil {
		return err
	}
	if other, ok := schema.Get[schema.BaseType](s.db, t.ID()); ok {
		for _, o := range other.Options {
			switch name, value, _ := strings.Cut(o, "="); name {
			case "alignment":
				l.Alignment = value
			case "internallength":
				l.Length = value
			case "passedbyvalue":
				l.ByValue = value == "true"
			case "storage":
				l.Storage = value
			}
		}
		return nil
	}
	if known, ok := canon.LayoutOf(t.Name); ok && t.Builtin() && !t.Array {
		l.Length, l.ByValue, l.Alignment, l.Storage = known.Length, known.ByValue, known.Alignment, known.Storage
		return nil
	}
	l.Alignment, l.Storage = "i", "x"
	return nil
}

// baseTypeFunction reads one support function.
func (s *stmt) baseTypeFunction(b *schema.BaseType, name string, d *pg.DefElem) error {
	wanted := baseTypeFunctions[name]
	own := schema.FormatTypes(schema.Type{Kind: schema.KindBaseType, Schema: b.ID.Schema, Name: b.ID.Name})
	var failed error
	for _, args := range wanted {
		if args == "T" {
			args = own
		}
		fn, result, err := s.functionFor(definedNames(d), args, d.Location)
		if err == nil {
			if gives := strings.Replace(baseTypeResults[name], "T", own, 1); !result.IsZero() && schema.FormatTypes(result) != gives {
				return s.fault(0, invalidObject, "type %s function %s must return type %s", name, fn.Name, gives)
			}
			b.Functions = append(b.Functions, schema.AggregateFunction{Option: name, Function: fn})
			return nil
		}
		failed = firstError(failed, err)
	}
	return failed
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// readBaseFunctions finds the functions of a type in the order of the server.
func (s *stmt) readBaseFunctions(b *schema.BaseType, definition []*pg.Node) error {
	named := func(name string) int {
		return slices.IndexFunc(definition, func(e *pg.Node) bool { return e.GetDefElem().GetDefname() == name })
	}
	for _, need := range []string{"input", "output"} {
		if named(need) < 0 {
			return s.fault(0, invalidObject, "type %s function must be specified", need)
		}
	}
	for _, name := range []string{"input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"} {
		if i := named(name); i >= 0 {
			if err := s.baseTypeFunction(b, name, definition[i].GetDefElem()); err != nil {
				return err
			}
		}
	}
	return nil
}

// baseTypeResults are what the functions of a type return.
var baseTypeResults = map[string]string{"input": "T", "output": "cstring", "receive": "T", "send": "bytea", "typmod_in": "int4",
	"typmod_out": "cstring", "analyze": "bool", "subscript": "internal"}

// putBaseType completes the shell.
func (s *stmt) putBaseType(b schema.BaseType) error {
	slices.SortFunc(b.Functions, func(x, y schema.AggregateFunction) int { return strings.Compare(x.Option, y.Option) })
	s.put(b)
	return nil
}

// storageOf returns the storage that columns of the type have.
func storageOf(b schema.BaseType) string {
	for _, o := range b.Options {
		if letter, ok := strings.CutPrefix(o, "storage="); ok {
			for name, known := range storages {
				if known == letter {
					return name
				}
			}
		}
	}
	return "plain"
}

// keepStorage leaves the columns of a type as they are when it gets another storage.
func (s *stmt) keepStorage(id schema.ID, changed schema.BaseType) {
	before := s.defaultStorage(schema.Type{Schema: id.Schema, Name: id.Name, Kind: id.Kind})
	after := storageOf(changed)
	if before == after {
		return
	}
	for _, user := range s.db.Users(id) {
		c, ok := schema.Get[schema.Column](s.db, user)
		if !ok || c.Type.Array {
			continue
		}
		switch c.Storage {
		case "":
			c.Storage = before
		case after:
			c.Storage = ""
		}
		s.put(c)
	}
}

// alterBaseType runs ALTER TYPE ... SET (...).
func (s *stmt) alterBaseType(n *pg.AlterTypeStmt) error {
	id, err := s.oldType(n.TypeName, schema.KindBaseType)
	if err != nil {
		return err
	}
	b, _ := schema.Get[schema.BaseType](s.db, id)
	if err := s.notShell(id, 0); err != nil {
		return err
	}
	b.Functions, b.Options = slices.Clone(b.Functions), slices.Clone(b.Options)
	for _, e := range n.Options {
		d := e.GetDefElem()
		name := strings.ToLower(d.Defname)
		if name == "storage" {
			letter := storages[strings.ToLower(definedText(d))]
			if letter == "" {
				return s.fault(d.Location, invalidParameter, "storage %q not recognized", definedText(d))
			}
			if letter == "p" && storageOf(b) != "plain" {
				return s.fault(0, invalidObject, "cannot change type's storage to PLAIN")
			}
			b.Options = slices.DeleteFunc(b.Options, func(o string) bool { return strings.HasPrefix(o, "storage=") })
			if letter != "p" {
				b.Options = append(b.Options, "storage="+letter)
			}
			slices.Sort(b.Options)
			s.keepStorage(id, b)
			continue
		}
		if !slices.Contains([]string{"receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"}, name) {
			return s.fault(d.Location, syntaxError, "type attribute %q cannot be changed", d.Defname)
		}
		b.Functions = slices.DeleteFunc(b.Functions, func(f schema.AggregateFunction) bool { return f.Option == name })
		if d.Arg == nil || isNone(d) {
			continue
		}
		if err := s.baseTypeFunction(&b, name, d); err != nil {
			return err
		}
	}
	slices.SortFunc(b.Functions, func(x, y schema.AggregateFunction) int { return strings.Compare(x.Option, y.Option) })
	s.put(b)
	return nil
}

// makeShell makes the type that a function in C returns known if it is not, as the
// server does for the input function of a type to come. It comes before an extension
// that has a type of that name would be taken as installed.
func (s *stmt) makeShell(n *pg.CreateFunctionStmt) {
	language := ""
	for _, o := range n.Options {
		if d := o.GetDefElem(); d.GetDefname() == "language" {
			language = strings.ToLower(str(d.Arg))
		}
	}
	t := n.ReturnType
	if language != "c" && language != "internal" || t.PctType || len(t.Typmods) > 0 || len(t.ArrayBounds) > 0 {
		return
	}
	if _, err := canon.TypeName(t, s.db, s.searched()); err == nil {
		return
	}
	id, err := s.newNamed(schema.KindBaseType, t.Names, "")
	if err != nil || s.freeType(id.Schema, id.Name, 0) != nil {
		return
	}
	s.put(schema.BaseType{Header: s.header(id)})
}
