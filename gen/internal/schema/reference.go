package schema

import "strings"

// SplitName takes the name of an object apart that the model keeps as text:
// "schema.name", or "name" when it is built in, for which the schema is "". The
// names of locales that have a dot in them ("en_US.utf8") are built in.
func SplitName(text string) (schema, name string) {
	prefix, rest, ok := strings.Cut(text, ".")
	if !ok || isLocale(prefix) {
		return "", text
	}
	return prefix, rest
}

// isLocale reports whether the text before a dot is a locale rather than a schema.
func isLocale(s string) bool {
	language, region, ok := strings.Cut(s, "_")
	return s == "C" || ok && len(language) <= 3 && len(region) == 2 && strings.ToUpper(region) == region
}

// CollationID addresses the collation of a name as columns keep it, zero when it is
// built in or the type's own.
func CollationID(name string) ID { return namedID(KindCollation, name, "") }

// OperatorClassID addresses the operator class of an access method by its name as
// indexes keep it, zero when it is built in or the default.
func OperatorClassID(method, name string) ID { return namedID(KindOperatorClass, name, method) }

// AccessMethodID addresses the access method, zero when it is built in.
func AccessMethodID(name string) ID {
	switch name {
	case "", "heap", "btree", "hash", "gist", "gin", "spgist", "brin":
		return ID{}
	}
	return ID{Kind: KindAccessMethod, Name: name}
}

// LanguageID addresses the procedural language, zero when it is built in.
func LanguageID(name string) ID {
	switch name {
	case "", "sql", "plpgsql", "c", "internal":
		return ID{}
	}
	return ID{Kind: KindLanguage, Name: name}
}

func namedID(kind Kind, text, args string) ID {
	space, name := SplitName(text)
	if space == "" {
		return ID{}
	}
	return ID{Kind: kind, Schema: space, Name: name, Args: args}
}

// renameText passes an object that is kept as text through f.
func renameText(text string, id ID, f func(ID) ID) string {
	if id.IsZero() {
		return text
	}
	next := f(id)
	return next.Schema + "." + next.Name
}

func renameCollation(text string, f func(ID) ID) string {
	return renameText(text, CollationID(text), f)
}

// renameOne passes an ID through f unless it is zero or of a built-in object.
func renameOne(id ID, f func(ID) ID) ID {
	if id.IsZero() || id.Schema == "pg_catalog" {
		return id
	}
	return f(id)
}

// present leaves out the IDs that are zero or of built-in objects.
func present(ids ...ID) []ID {
	var out []ID
	for _, id := range ids {
		if !id.IsZero() && id.Schema != "pg_catalog" {
			out = append(out, id)
		}
	}
	return out
}

// FormatTypes is [FormatArgs] for types alone. A zero type is "NONE", as operators
// write a missing operand.
func FormatTypes(types ...Type) string {
	parts := make([]string, len(types))
	for i, t := range types {
		if parts[i] = "NONE"; !t.IsZero() {
			parts[i] = FormatArgs([]Argument{{Mode: 'i', Type: t}})
		}
	}
	return strings.Join(parts, ",")
}
