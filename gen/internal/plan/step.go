package plan

// levels gives every action the number of its transaction: even numbers are shared
// transactions, odd numbers hold what stands alone. An action is never in a lower
// level than one it waits for, and in a higher one when it needs a commit in between.
func (g *graph) levels(order []int, soft []map[int]bool) []int {
	level := make([]int, len(g.actions))
	for _, i := range order {
		if g.standsAlone(i) {
			level[i] |= 1
		} else {
			level[i] += level[i] & 1
		}
		for _, next := range []map[int]bool{g.after[i], soft[i]} {
			for k := range next {
				low := level[i]
				if g.actions[i].Mode == CommitAfter {
					low++
				}
				level[k] = max(level[k], low)
			}
		}
	}
	return level
}

func (g *graph) standsAlone(i int) bool {
	return g.actions[i].Mode == OwnTx || g.actions[i].Mode == OutsideTx
}

// cut makes steps of the sorted actions.
func (g *graph) cut(order []int) []Step {
	var steps []Step
	last := -1
	for _, i := range order {
		a := g.actions[i]
		switch {
		case g.standsAlone(i):
			steps = append(steps, Step{Transaction: a.Mode != OutsideTx, Actions: []Action{a}})
		case last == g.level[i]:
			steps[len(steps)-1].Actions = append(steps[len(steps)-1].Actions, a)
		default:
			steps = append(steps, Step{Transaction: true, Actions: []Action{a}})
		}
		last = g.level[i]
	}
	return steps
}
