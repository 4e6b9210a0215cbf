//! All evidence, spans and references of a comparison, each with the name of its facet.

use crate::domain::{Comparison, Evidence, Finding, Span};

type Named<T> = Vec<(&'static str, T)>;

/// All evidence.
pub(super) fn evidence(comparison: &Comparison) -> Named<&Evidence> {
    let mut all: Named<&Evidence> = Vec::new();
    for entity in &comparison.entities {
        let own = entity.in_documents.iter().flat_map(|here| &here.evidence);
        all.extend(own.map(|e| ("entities", e)));
    }
    for claim in &comparison.claims {
        all.push(("claims", &claim.representative));
        all.extend(claim.stances.iter().flat_map(|s| &s.evidence).map(|e| ("claims", e)));
    }
    for discrepancy in &comparison.discrepancies {
        let own = discrepancy.values.iter().flat_map(|value| &value.evidence);
        all.extend(own.map(|e| ("discrepancies", e)));
    }
    for quote in &comparison.quotes {
        all.extend(quote.renderings.iter().map(|r| ("quotes", &r.evidence)));
    }
    for event in &comparison.timeline {
        all.push(("timeline", &event.representative));
        all.extend(event.evidence.iter().map(|e| ("timeline", e)));
    }
    for number in &comparison.numbers {
        all.extend(number.values.iter().map(|value| ("numbers", &value.evidence)));
    }
    for framing in &comparison.framing {
        for here in &framing.in_documents {
            let used = here.outlet_terms.iter().chain(&here.quoted_terms);
            all.extend(used.flat_map(|term| &term.evidence).map(|e| ("framing", e)));
        }
        let terms = framing.distinctive_terms.iter().flat_map(|term| &term.evidence);
        all.extend(terms.map(|e| ("framing", e)));
    }
    for link in &comparison.text_reuse {
        all.extend([("text reuse", &link.first), ("text reuse", &link.second)]);
    }
    for profile in &comparison.sourcing {
        let own = profile.uses.iter().flat_map(|source| &source.evidence);
        all.extend(own.map(|e| ("sourcing", e)));
    }
    for row in &comparison.five_w.rows {
        all.extend(row.cells.iter().map(|cell| ("5W1H", &cell.evidence)));
    }
    all
}

/// All spans with the columns they stand in.
pub(super) fn spans(comparison: &Comparison) -> Named<(usize, Span)> {
    let mut all: Named<(usize, Span)> = Vec::new();
    for (facet, e) in evidence(comparison) {
        all.extend([(facet, (e.document, e.span)), (facet, (e.document, e.sentence))]);
        all.extend(e.hedges.iter().map(|hedge| (facet, (e.document, *hedge))));
    }
    for (column, document) in comparison.documents.iter().enumerate() {
        let furniture = document.furniture.iter().map(|zone| zone.span);
        let damages = document.quality.damages.iter().map(|damage| damage.span);
        let own = document.title.into_iter().chain(furniture).chain(damages);
        all.extend(own.map(|span| ("documents", (column, span))));
    }
    for entity in &comparison.entities {
        for here in &entity.in_documents {
            all.extend(here.roles.iter().map(|role| ("entities", (here.document, *role))));
        }
    }
    for claim in &comparison.claims {
        let own = claim.representative.document;
        all.extend(claim.slots.iter().map(|slot| ("claims", (own, slot.span))));
        for (column, stance) in claim.stances.iter().enumerate() {
            let slots = stance.divergent_slots.iter().map(|slot| slot.span);
            let own = slots.chain(stance.attributed_to);
            all.extend(own.map(|span| ("claims", (column, span))));
        }
    }
    for rendering in comparison.quotes.iter().flat_map(|quote| &quote.renderings) {
        let parties = rendering.speakers.iter().chain(&rendering.relayed_by);
        all.extend(parties.map(|party| ("quotes", (rendering.document, party.mention))));
    }
    for headline in &comparison.headlines {
        all.push(("headlines", (headline.document, headline.span)));
        let framing = headline.framing.iter().map(|term| term.span);
        all.extend(framing.map(|span| ("headlines", (headline.document, span))));
    }
    all
}

/// All references from one finding to another.
pub(super) fn references(comparison: &Comparison) -> Named<Finding> {
    let mut all: Named<Finding> = Vec::new();
    let entity = |facet, entity: Option<usize>| entity.map(|e| (facet, Finding::Entity(e)));
    let differs = |facet, list: &[usize]| -> Named<Finding> {
        list.iter().map(|d| (facet, Finding::Discrepancy(*d))).collect()
    };
    for claim in &comparison.claims {
        all.extend(differs("claims", &claim.discrepancies));
        let divergent = claim.stances.iter().flat_map(|stance| &stance.divergent_slots);
        let slots = claim.slots.iter().chain(divergent);
        all.extend(slots.filter_map(|slot| entity("claims", slot.entity)));
        let credited = claim.stances.iter().map(|stance| stance.attributed_entity);
        all.extend(credited.filter_map(|credited| entity("claims", credited)));
    }
    for discrepancy in &comparison.discrepancies {
        all.extend(discrepancy.claim.map(|c| ("discrepancies", Finding::Claim(c))));
        all.extend(discrepancy.quote.map(|q| ("discrepancies", Finding::Quote(q))));
    }
    for quote in &comparison.quotes {
        all.extend(differs("quotes", &quote.discrepancies));
        all.extend(entity("quotes", quote.speaker));
        for rendering in &quote.renderings {
            let parties = rendering.speakers.iter().chain(&rendering.relayed_by);
            all.extend(parties.filter_map(|party| entity("quotes", party.entity)));
        }
    }
    for event in &comparison.timeline {
        all.extend(differs("timeline", &event.discrepancies));
        all.extend(event.claims.iter().map(|c| ("timeline", Finding::Claim(*c))));
    }
    for number in &comparison.numbers {
        all.extend(differs("numbers", &number.discrepancies));
        all.extend(entity("numbers", number.entity));
    }
    for framing in &comparison.framing {
        all.extend(entity("framing", framing.target));
        for here in &framing.in_documents {
            let used = here.outlet_terms.iter().chain(&here.quoted_terms);
            all.extend(used.filter_map(|term| entity("framing", term.speaker)));
        }
    }
    for omission in &comparison.omissions {
        all.push(("omissions", omission.subject));
        all.extend(omission.accusation.map(|c| ("omissions", Finding::Claim(c))));
    }
    for profile in &comparison.sourcing {
        all.extend(profile.uses.iter().filter_map(|source| entity("sourcing", source.entity)));
    }
    for line in &comparison.overview.key_points {
        all.extend(line.findings.iter().map(|finding| ("key points", *finding)));
    }
    all
}

/// Which entry of its list a finding is, and how many there are.
pub(super) fn place(comparison: &Comparison, finding: Finding) -> (usize, usize) {
    match finding {
        Finding::Claim(at) => (at, comparison.claims.len()),
        Finding::Discrepancy(at) => (at, comparison.discrepancies.len()),
        Finding::Entity(at) => (at, comparison.entities.len()),
        Finding::Framing(at) => (at, comparison.framing.len()),
        Finding::Number(at) => (at, comparison.numbers.len()),
        Finding::Omission(at) => (at, comparison.omissions.len()),
        Finding::Quote(at) => (at, comparison.quotes.len()),
        Finding::Reuse(at) => (at, comparison.text_reuse.len()),
        Finding::Timeline(at) => (at, comparison.timeline.len()),
    }
}
