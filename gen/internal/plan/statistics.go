package plan

import "github.com/pgen-go/pgen/gen/internal/schema"

// keepTargets sets the targets of statistics again after a column has changed its
// type: the server makes them anew and forgets the target.
func (b *builder) keepTargets(column schema.ID) {
	for _, user := range b.to.Users(column) {
		x, ok := schema.Get[schema.Statistics](b.to, user)
		_, altered := b.alters[user]
		if !ok || x.Target < 0 || altered || b.adds[user] != nil || b.handled[user] {
			continue
		}
		b.handled[user] = true
		b.do(b.change(x, x, Action{SQL: b.p.StatisticsTarget(x), phase: phaseIndex, Comment: "the change of type has reset it"}))
	}
}
