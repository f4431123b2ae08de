package schema

import (
	"iter"
	"slices"
)

// All yields every object in the order of [Compare].
func (db *Database) All() iter.Seq[Object] {
	return AllOf[Object](db)
}

// IDs yields the IDs of what [Database.All] yields.
func (db *Database) IDs() iter.Seq[ID] {
	return func(yield func(ID) bool) {
		for _, n := range db.ordered() {
			if n.isThere() && !yield(n.id()) {
				return
			}
		}
	}
}

// AllOf yields every object of one type in the order of [Compare].
func AllOf[T Object](db *Database) iter.Seq[T] {
	var zero T
	kinds := kindsOf(zero)
	if len(kinds) == 0 {
		return func(yield func(T) bool) {
			for _, n := range db.ordered() {
				if t, ok := as[T](db, n); ok && !yield(t) {
					return
				}
			}
		}
	}
	var ids []ID
	for _, k := range kinds {
		ids = slices.Grow(ids, len(db.byKind[k]))
		ids = slices.AppendSeq(ids, db.ofKind(k))
	}
	slices.SortFunc(ids, Compare)
	return func(yield func(T) bool) {
		for _, id := range ids {
			if t, ok := Get[T](db, id); ok && !yield(t) {
				return
			}
		}
	}
}

// kindsOf returns the kinds of the objects of a type that are no part of another
// object, nothing for the types of parts.
func kindsOf(o Object) []Kind {
	switch o.(type) {
	case Schema:
		return []Kind{KindSchema}
	case Extension:
		return []Kind{KindExtension}
	case Enum:
		return []Kind{KindEnum}
	case Domain:
		return []Kind{KindDomain}
	case Composite:
		return []Kind{KindComposite}
	case Range:
		return []Kind{KindRange}
	case Sequence:
		return []Kind{KindSequence}
	case Table:
		return []Kind{KindTable}
	case Routine:
		return []Kind{KindFunction, KindProcedure, KindAggregate}
	case View:
		return []Kind{KindView, KindMaterializedView}
	case Aggregate:
		return []Kind{KindAggregate}
	}
	return otherKindsOf(o)
}

// otherKindsOf is kindsOf for what is seldom looked for.
func otherKindsOf(o Object) []Kind {
	switch o.(type) {
	case Collation:
		return []Kind{KindCollation}
	case Operator:
		return []Kind{KindOperator}
	case OperatorFamily:
		return []Kind{KindOperatorFamily}
	case OperatorClass:
		return []Kind{KindOperatorClass}
	case Cast:
		return []Kind{KindCast}
	case Conversion:
		return []Kind{KindConversion}
	case Language:
		return []Kind{KindLanguage}
	case Transform:
		return []Kind{KindTransform}
	case AccessMethod:
		return []Kind{KindAccessMethod}
	case BaseType:
		return []Kind{KindBaseType}
	case TextSearchParser:
		return []Kind{KindTextSearchParser}
	case TextSearchTemplate:
		return []Kind{KindTextSearchTemplate}
	case TextSearchDictionary:
		return []Kind{KindTextSearchDictionary}
	case TextSearchConfiguration:
		return []Kind{KindTextSearchConfiguration}
	case Statistics:
		return []Kind{KindStatistics}
	case EventTrigger:
		return []Kind{KindEventTrigger}
	case Publication:
		return []Kind{KindPublication}
	case Subscription:
		return []Kind{KindSubscription}
	case ForeignDataWrapper:
		return []Kind{KindForeignDataWrapper}
	case Server:
		return []Kind{KindServer}
	case UserMapping:
		return []Kind{KindUserMapping}
	}
	return nil
}

// ordered returns the nodes of all objects in the order of [Compare]. Many may ask for
// them at the same time.
func (db *Database) ordered() []*node {
	if known := db.sorted.Load(); known != nil {
		return *known
	}
	all := make([]*node, 0, db.size)
	for n := range db.nodes.all() {
		if n.isThere() {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b *node) int { return Compare(a.id(), b.id()) })
	db.sorted.Store(&all)
	return all
}
