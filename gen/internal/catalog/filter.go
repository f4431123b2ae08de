package catalog

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pgen-go/pgen/gen/internal/schema"
	"github.com/pgen-go/pgen/gen/internal/source"
)

// validate reports the first pattern that cannot be understood.
func (o Options) validate() error {
	for _, list := range [][]string{o.Schemas, o.ExcludeSchemas, o.Tables, o.ExcludeTables} {
		for _, pattern := range list {
			if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
				return fmt.Errorf("the pattern %q of a schema or table is malformed; use a name in which * and ? are wildcards", pattern)
			}
		}
	}
	return nil
}

func (o Options) empty() bool {
	return len(o.Schemas)+len(o.ExcludeSchemas)+len(o.Tables)+len(o.ExcludeTables) == 0
}

// wants reports whether the options include an object, judged by its schema and,
// for tables and views and their parts, by the relation.
func (o Options) wants(id schema.ID) bool {
	namespace := id.Schema
	if id.Kind == schema.KindSchema {
		namespace = id.Name
	}
	if namespace != "" && (len(o.Schemas) > 0 && !matches(o.Schemas, namespace, namespace) || matches(o.ExcludeSchemas, namespace, namespace)) {
		return false
	}
	if id.Kind == schema.KindCast || id.Kind == schema.KindTransform {
		return o.wantsTypes(id.Args)
	}
	relation := id.Relation
	switch id.Kind {
	case schema.KindTable, schema.KindView, schema.KindMaterializedView:
		relation = id.Name
	}
	if relation == "" {
		return true
	}
	full := namespace + "." + relation
	return (len(o.Tables) == 0 || matches(o.Tables, relation, full)) && !matches(o.ExcludeTables, relation, full)
}

// wantsTypes judges an object that is in no schema by the types in its ID.
func (o Options) wantsTypes(args string) bool {
	for _, name := range strings.Split(args, ",") {
		if namespace, own, ok := strings.Cut(name, "."); ok && !o.wants(schema.ID{Kind: schema.KindEnum, Schema: namespace, Name: own}) {
			return false
		}
	}
	return true
}

// matches reports whether one of the patterns fits the name, or the full name if
// the pattern has a dot. Names hold no slash that path.Match would stop at, or
// are compared with one in its place.
func matches(patterns []string, name, full string) bool {
	for _, pattern := range patterns {
		candidate := name
		if strings.Contains(pattern, ".") {
			candidate = full
		}
		ok, err := path.Match(strings.ReplaceAll(pattern, "/", "\x01"), strings.ReplaceAll(candidate, "/", "\x01"))
		if ok && err == nil {
			return true
		}
	}
	return false
}

// filter takes out what the options leave out. All is read before, because
// expressions of what stays may refer to what goes.
func (b *builder) filter(o Options) {
	if o.empty() {
		return
	}
	var gone []schema.ID
	for object := range b.db.All() {
		id := object.Address()
		subject := id
		if id.Kind.IsAttachment() {
			subject = b.db.Owner(id)
		}
		s, sequence := object.(schema.Sequence)
		if x, ok := schema.Get[schema.Statistics](b.db, subject); ok && !o.wants(x.Table) {
			subject = x.Table
		}
		if !o.wants(subject) || sequence && !s.OwnedBy.IsZero() && !o.wants(s.OwnedBy) {
			gone = append(gone, id)
		}
	}
	// Parts go before the relation that lists them.
	slices.SortStableFunc(gone, func(x, y schema.ID) int { return cmp.Compare(depth(y), depth(x)) })
	for _, id := range gone {
		b.db.Delete(id)
	}
	for p := range schema.AllOf[schema.Publication](b.db) {
		b.db.Put(p.Without(func(id schema.ID) bool { return !o.wants(id) }))
	}
	var findings source.Diagnostics
	for i, d := range b.findings {
		if b.places[i].IsZero() || o.wants(b.places[i]) {
			findings = append(findings, d)
		}
	}
	b.findings = findings
}

// depth is 0 for objects of a schema, 1 for their parts, 2 for attachments.
func depth(id schema.ID) int {
	switch {
	case id.Kind.IsAttachment():
		return 2
	case id.Relation != "":
		return 1
	}
	return 0
}
