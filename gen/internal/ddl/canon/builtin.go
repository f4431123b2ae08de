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
//go:embed builtin/*.txt
var builtinFiles embed.FS

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
	kind   byte // 'f' function, 'a' aggregate, 'w' window function
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

type operatorKey struct {
	name        string
	left, right schema.Type
}

type builtinTable struct {
	types map[string]builtinType
	casts map[typePair]castRule
	// implicit lists what a built-in type is cast to by itself; it is in casts, too.
	implicit map[string][]string
	// operators take two operands, prefixes one; exact finds one by its operands.
	operators, prefixes map[string][]*candidate
	exact               map[operatorKey]*candidate
	functions           *byName[*candidate]
	relations           *byName[schema.Attribute] // "schema.name"
	extensions          map[string][]string       // types by extension
	// What known extensions bring, by name. The types in them have no schema: that
	// depends on where the extension was put.
	extensionFunctions, extensionOperators map[string][]fromExtension
	described                              map[string]bool // extensions with such entries
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
		operators: map[string][]*candidate{}, prefixes: map[string][]*candidate{}, exact: map[operatorKey]*candidate{},
		extensions:         map[string][]string{},
		extensionFunctions: map[string][]fromExtension{}, extensionOperators: map[string][]fromExtension{}, described: map[string]bool{}}
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
	eachLine("operators", func(f []string) {
		op := readOperator(f)
		if len(op.args) == 1 {
			b.prefixes[f[0]] = append(b.prefixes[f[0]], &op)
			return
		}
		b.operators[f[0]] = append(b.operators[f[0]], &op)
		b.exact[operatorKey{f[0], op.args[0], op.args[1]}] = &op
	})
	b.functions = newByName("functions", func(line string) string {
		_, signature, _ := strings.Cut(line, " ")
		name, _, _ := strings.Cut(signature, "(")
		return name
	}, func(f []string) []*candidate {
		_, fn := readFunction(f)
		return []*candidate{&fn}
	})
	b.readExtensions()
	b.relations = newByName("relations", func(line string) string {
		name, _, _ := strings.Cut(line, " ")
		return name
	}, func(f []string) []schema.Attribute { return readAttributes(f[1]) })
	eachLine("extensions", func(f []string) {
		b.extensions[f[0]] = nil
		if f[1] != "-" {
			b.extensions[f[0]] = strings.Split(f[1], ",")
		}
	})
	return b
}

func (b *builtinTable) readExtensions() {
	eachLine("extension_functions", func(f []string) {
		name, fn := readFunction(f[1:])
		b.extensionFunctions[name] = append(b.extensionFunctions[name], fromExtension{f[0], fn})
		b.described[f[0]] = true
	})
	eachLine("extension_operators", func(f []string) {
		b.extensionOperators[f[1]] = append(b.extensionOperators[f[1]], fromExtension{f[0], readOperator(f[1:])})
		b.described[f[0]] = true
	})
	eachLine("extension_casts", func(f []string) {
		b.casts[typePair{builtinCode(f[1]), builtinCode(f[2])}] = castRule{context: f[3][0], binary: f[4] == "b"}
	})
}

func readOperator(f []string) candidate {
	op := candidate{result: builtinCode(f[3]), kind: 'f', args: []schema.Type{builtinCode(f[2])}}
	if f[1] != "-" {
		op.args = []schema.Type{builtinCode(f[1]), builtinCode(f[2])}
	}
	return op
}

func eachLine(name string, use func(fields []string)) {
	for line := range strings.Lines(builtinText(name)) {
		use(strings.Fields(line))
	}
}

func builtinText(name string) string {
	data, err := builtinFiles.ReadFile("builtin/" + name + ".txt")
	if err != nil {
		panic("canon: the embedded table " + name + " is missing") // cannot happen: go:embed
	}
	return string(data)
}

// readFunction reads "fn name(int4,text)v1 *record a:int4,b:text".
func readFunction(f []string) (string, candidate) {
	fn := candidate{kind: map[string]byte{"fn": 'f', "agg": 'a', "win": 'w'}[f[0]]}
	name, rest, _ := strings.Cut(f[1], "(")
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
	return name, fn
}

func readAttributes(list string) []schema.Attribute {
	var out []schema.Attribute
	for item := range strings.SplitSeq(list, ",") {
		name, code, _ := strings.Cut(item, ":")
		out = append(out, schema.Attribute{Name: name, Type: builtinCode(code)})
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

// BuiltinFunction reports whether pg_catalog has a function of the name.
func BuiltinFunction(name string) bool { return builtins().functions.has(name) }
