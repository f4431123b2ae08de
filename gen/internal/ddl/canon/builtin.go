package canon

import (
	"embed"
	"strings"
	"sync"

	"github.com/pgen-go/pgen/gen/internal/schema"
)

// The files list what a fresh PostgreSQL has in pg_catalog (types, casts,
// operators, functions), the columns of its catalogs, and the types that known
// extensions bring. They are plain facts, one per line, read once.
//
//go:embed builtin/types.txt builtin/casts.txt builtin/extensions.txt builtin/extension_casts.txt builtin/support.txt builtin/layouts.txt builtin/others.txt builtin/opclasses.txt builtin/volatile.txt
var builtinFiles embed.FS

// The large files are sorted by the names of what they list.
var (
	//go:embed builtin/functions.txt
	functionLines string
	//go:embed builtin/operators.txt
	operatorLines string
	//go:embed builtin/relations.txt
	relationLines string
	//go:embed builtin/extension_functions.txt
	extensionFunctionLines string
	//go:embed builtin/extension_operators.txt
	extensionOperatorLines string
)

// builtinType is a row of types.txt: name, typtype, category, preferred, subtype.
type builtinType struct {
	kind, category byte
	preferred      bool
	subtype        string
}

// candidate is one function or operator that a call may mean.
type candidate struct {
	args     []schema.Type
	names    []string
	result   schema.Type
	out      []schema.Attribute
	defaults int
	variadic bool
	// packed is the number of arguments before those that a variadic function gets
	// as an array, plus one; 0 if there are none.
	packed int
	set    bool
	kind   byte // 'f' function, 'a' aggregate, 'w' window function, 'p' procedure
	// id is that of a routine of the model, foreign is true for one of an extension;
	// neither for what is built in.
	id      schema.ID
	foreign bool
	// extension brings the function, "" for those of the model and what is built in.
	extension string
	// brought is the range type that the function comes with; zero for all others.
	brought schema.ID
}

// castRule is how the server casts between two types.
type castRule struct {
	context byte // 'i' implicit, 'a' assignment, 'e' explicit
	binary  bool
}

type typePair struct{ from, to schema.Type }

type builtinTable struct {
	// choices are the candidates that chooseBuiltin found, nil for none, by builtinUse.
	choices sync.Map
	types   map[string]builtinType
	casts   map[typePair]castRule
	// implicit lists what a built-in type is cast to by itself; it is in casts, too.
	implicit map[string][]string
	// operators take two operands, prefixes one.
	operators, prefixes, functions *byName[*candidate]
	relations                      *byName[schema.Attribute] // "schema.name"
	extensions                     map[string][]string       // types by extension
	// What known extensions bring, by name. The types in them have no schema: that
	// depends on where the extension was put.
	extensionFunctions, extensionOperators *byName[fromExtension]
	// described are the extensions with such entries.
	described func() map[string]bool
}

type fromExtension struct {
	extension string
	candidate
}

var builtins = sync.OnceValue(readBuiltins)

// Preload reads the tables of built-in objects, which the first expression would
// do otherwise. It may run beside other work.
func Preload() { builtins() }

func readBuiltins() *builtinTable {
	b := &builtinTable{types: map[string]builtinType{}, casts: map[typePair]castRule{}, implicit: map[string][]string{},
		extensions: map[string][]string{}, described: sync.OnceValue(describedExtensions),
		functions:          newByName(functionLines, routineName, func(f []string) []*candidate { return []*candidate{readFunction(f)} }),
		operators:          newByName(operatorLines, firstField, func(f []string) []*candidate { return readOperator(f, 2) }),
		prefixes:           newByName(operatorLines, firstField, func(f []string) []*candidate { return readOperator(f, 1) }),
		relations:          newByName(relationLines, firstField, func(f []string) []schema.Attribute { return readAttributes(f[1]) }),
		extensionFunctions: newByName(extensionFunctionLines, func(line string) string { return routineName(afterField(line)) }, readExtensionFunction),
		extensionOperators: newByName(extensionOperatorLines, func(line string) string { return firstField(afterField(line)) }, readExtensionOperator),
	}
	eachLine("types", func(f []string) {
		t := builtinType{kind: f[1][0], category: f[2][0], preferred: f[3] == "t"}
		if len(f) > 4 && f[4] != "noarray" {
			t.subtype = f[4]
		}
		b.types[f[0]] = t
	})
	eachLine("casts", func(f []string) {
		from, to := builtinCode(f[0]), builtinCode(f[1])
		b.casts[typePair{from, to}] = castRule{context: f[2][0], binary: f[3] == "b"}
		if f[2][0] == 'i' && isScalar(from) && isScalar(to) {
			b.implicit[from.Name] = append(b.implicit[from.Name], to.Name)
		}
	})
	eachLine("extension_casts", func(f []string) {
		b.casts[typePair{builtinCode(f[1]), builtinCode(f[2])}] = castRule{context: f[3][0], binary: f[4] == "b"}
	})
	eachLine("extensions", func(f []string) {
		b.extensions[f[0]] = nil
		if f[1] != "-" {
			b.extensions[f[0]] = strings.Split(f[1], ",")
		}
	})
	return b
}

// firstField is the part of a line before the first space, afterField what follows
// it, and routineName the name in "fn name(args) ...".
func firstField(line string) string {
	field, _, _ := strings.Cut(line, " ")
	return field
}

func afterField(line string) string {
	_, rest, _ := strings.Cut(line, " ")
	return rest
}

func routineName(line string) string {
	name, _, _ := strings.Cut(afterField(line), "(")
	return name
}

func describedExtensions() map[string]bool {
	found := map[string]bool{}
	for _, table := range []string{extensionFunctionLines, extensionOperatorLines} {
		for line := range strings.Lines(table) {
			found[firstField(line)] = true
		}
	}
	return found
}

func readExtensionFunction(f []string) []fromExtension {
	return []fromExtension{{f[0], *readFunction(f[1:])}}
}

func readExtensionOperator(f []string) []fromExtension {
	op := readOperator(f[1:], 2)
	if f[2] == "-" {
		op = readOperator(f[1:], 1)
	}
	return []fromExtension{{f[0], *op[0]}}
}

// exact returns the operator that takes just these operands, or nil.
func (b *builtinTable) exact(name string, left, right schema.Type) *candidate {
	for _, c := range b.operators.find(name) {
		if c.args[0] == left && c.args[1] == right {
			return c
		}
	}
	return nil
}

// readOperator reads "+ int4 int8 int8", with - for the left operand of a prefix
// operator; nothing if the line has another number of operands.
func readOperator(f []string, operands int) []*candidate {
	op := &candidate{result: builtinCode(f[3]), kind: 'f'}
	for _, operand := range f[1:3] {
		if operand != "-" {
			op.args = append(op.args, builtinCode(operand))
		}
	}
	if len(op.args) != operands {
		return nil
	}
	return []*candidate{op}
}

func eachLine(name string, use func(fields []string)) {
	data, err := builtinFiles.ReadFile("builtin/" + name + ".txt")
	if err != nil {
		panic("canon: the embedded table " + name + " is missing") // cannot happen: go:embed
	}
	for line := range strings.Lines(string(data)) {
		use(strings.Fields(line))
	}
}

// readFunction reads "fn name(int4,text)v1 *record a:int4,b:text".
func readFunction(f []string) *candidate {
	fn := &candidate{kind: map[string]byte{"fn": 'f', "agg": 'a', "win": 'w'}[f[0]]}
	_, rest, _ := strings.Cut(f[1], "(")
	args, tail, _ := strings.Cut(rest, ")")
	if args != "" {
		for arg := range strings.SplitSeq(args, ",") {
			fn.args = append(fn.args, builtinCode(arg))
		}
	}
	fn.variadic = strings.HasPrefix(tail, "v")
	if tail = strings.TrimPrefix(tail, "v"); tail != "" {
		fn.defaults = int(tail[0] - '0')
	}
	result, set := strings.CutPrefix(f[2], "*")
	fn.result, fn.set = builtinCode(result), set
	if len(f) > 3 {
		fn.out = readAttributes(f[3])
	}
	return fn
}

func readAttributes(list string) []schema.Attribute {
	var out []schema.Attribute
	for item := range strings.SplitSeq(list, ",") {
		name, code, _ := strings.Cut(item, ":")
		code, collation, _ := strings.Cut(code, "~") // another one than that of the type
		out = append(out, schema.Attribute{Name: name, Type: builtinCode(code), Collation: collation})
	}
	return out
}

// builtinCode turns "int4[]" into a type. "information_schema.name" is one of the
// domains there, "citext!citext" a type of an extension.
func builtinCode(code string) schema.Type {
	name, array := strings.CutSuffix(code, "[]")
	if domain, ok := strings.CutPrefix(name, "information_schema."); ok {
		return schema.Type{Schema: "information_schema", Name: domain, Kind: schema.KindDomain, Array: array}
	}
	if extension, typ, ok := strings.Cut(name, "!"); ok {
		return schema.Type{Name: typ, Extension: extension, Array: array}
	}
	return schema.Type{Schema: "pg_catalog", Name: name, Array: array}
}

// informationDomains are the base types of the domains in information_schema.
func informationDomain(name string) schema.Type {
	switch name {
	case "cardinal_number":
		return builtin("int4")
	case "sql_identifier":
		return builtin("name")
	case "time_stamp":
		return builtin("timestamptz")
	case "yes_or_no":
		return schema.Type{Schema: "pg_catalog", Name: "varchar", Modifier: "3"}
	}
	return builtin("varchar")
}

func builtin(name string) schema.Type { return schema.Type{Schema: "pg_catalog", Name: name} }

// BuiltinCast reports whether pg_catalog has a cast between two built-in types.
func BuiltinCast(from, to schema.Type) bool {
	from.Modifier, to.Modifier = "", ""
	_, ok := builtins().casts[typePair{from, to}]
	return ok && from.Builtin() && to.Builtin()
}

// BuiltinFunction reports whether pg_catalog has a function of the name.
func BuiltinFunction(name string) bool { return builtins().functions.has(name) }

// BuiltinRelation reports whether pg_catalog has a table or view of the name.
func BuiltinRelation(name string) bool { return builtins().relations.has("pg_catalog." + name) }
