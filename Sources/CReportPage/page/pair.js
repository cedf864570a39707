// Two runs or traces, one over the other.
function pairHead() { return null; }
function pairSections() { return { views: [], sections: [] }; }
