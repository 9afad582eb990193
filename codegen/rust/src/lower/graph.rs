//! Strongly connected components: which shapes contain themselves.

/// Returns for each node of a graph the number of its strongly connected component.
///
/// `edges` holds for each node the nodes that it leads to. Tarjan's algorithm, with a stack of its own: a chain of
/// shapes may be longer than the thread's stack is deep.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; edges.len()];
    let mut lowest = vec![UNSEEN; edges.len()];
    let mut component = vec![UNSEEN; edges.len()];
    let (mut seen, mut found) = (0, 0);
    let mut open = Vec::new();
    for root in 0..edges.len() {
        if order[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                (order[node], lowest[node]) = (seen, seen);
                seen += 1;
                open.push(node);
            }
            match edges[node].get(edge) {
                Some(&next) => {
                    path.push((node, edge + 1));
                    if order[next] == UNSEEN {
                        path.push((next, 0));
                    } else if component[next] == UNSEEN {
                        lowest[node] = lowest[node].min(order[next]);
                    }
                }
                None => {
                    if let Some(&(parent, _)) = path.last() {
                        lowest[parent] = lowest[parent].min(lowest[node]);
                    }
                    if lowest[node] == order[node] {
                        while let Some(member) = open.pop() {
                            component[member] = found;
                            if member == node {
                                break;
                            }
                        }
                        found += 1;
                    }
                }
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_reach_each_other_share_a_component() {
        // 0 → 1 → 2 → 0, 2 → 3, 3 → 4, 4 → 3, 5 → 5, 6
        let edges = [vec![1], vec![2], vec![0, 3], vec![4], vec![3], vec![5], vec![]];
        let found = components(&edges);
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[3] == found[4] && found[3] != found[0]);
        let others: std::collections::HashSet<_> = [found[0], found[3], found[5], found[6]].into();
        assert_eq!(others.len(), 4);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let mut edges: Vec<Vec<usize>> = (1..200_000).map(|next| vec![next]).collect();
        edges.push(vec![0]);
        let found = components(&edges);
        assert!(found.iter().all(|component| *component == found[0]));
    }
}
