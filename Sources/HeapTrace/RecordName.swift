/// The name at the beginning of a line of the log.
enum RecordName: Equatable {
  case gctrace
  case meta
  case type
  case site
  case name
  case event(EventKind)

  /// The name with `length` small letters; nil if the format has no such name.
  ///
  /// `packed` holds the codes of the last eight letters, the last one lowest, and `first` the first letter. One comparison tree replaces
  /// a string comparison for each name. A test compares these numbers with `EventKind.name`.
  init?(packed: UInt64, length: Int, first: UInt8) {
    guard length <= 8 else {
      switch packed {
      case 0x696E_616C_697A_6572 where length == 9 && first == UInt8(ascii: "f"):
        self = .event(.finalizer)
      case 0x6872_6573_686F_6C64 where length == 9 && first == UInt8(ascii: "t"):
        self = .event(.threshold)
      default: return nil
      }
      return
    }
    switch packed {
    case 0x61_6C6C_6F63: self = .event(.allocate)  // alloc
    case 0x62_7974_6573: self = .event(.bytes)  // bytes
    case 0x6361_6C6C_6261_636B: self = .event(.callback)  // callback
    case 0x63_6C65_6172: self = .event(.clear)  // clear
    case 0x63_6F6C_6C65_6374: self = .event(.collect)  // collect
    case 0x63_6F75_6E74: self = .event(.count)  // count
    case 0x64_6562_7567: self = .event(.debug)  // debug
    case 0x64_6973_6162_6C65: self = .event(.disable)  // disable
    case 0x656E_6162_6C65: self = .event(.enable)  // enable
    case 0x6672_6565_7A65: self = .event(.freeze)  // freeze
    case 0x6865_6170: self = .event(.heap)  // heap
    case 0x6D61_726B: self = .event(.mark)  // mark
    case 0x6F62_7365_7276_6564: self = .event(.observed)  // observed
    case 0x70_6179_6C6F_6164: self = .event(.payload)  // payload
    case 0x706F_6C6C: self = .event(.poll)  // poll
    case 0x72_6566: self = .event(.reference)  // ref
    case 0x72_656C_6561_7365: self = .event(.release)  // release
    case 0x7265_7461_696E: self = .event(.retain)  // retain
    case 0x726F_6F74: self = .event(.root)  // root
    case 0x7361_6D70_6C65: self = .event(.sample)  // sample
    case 0x7369_7A65: self = .event(.size)  // size
    case 0x73_7461_7465: self = .event(.state)  // state
    case 0x7469_6D65: self = .event(.time)  // time
    case 0x74_7261_636B: self = .event(.track)  // track
    case 0x756E_6672_6565_7A65: self = .event(.unfreeze)  // unfreeze
    case 0x75_6E72_6566: self = .event(.unreference)  // unref
    case 0x756E_726F_6F74: self = .event(.unroot)  // unroot
    case 0x75_6E74_7261_636B: self = .event(.untrack)  // untrack
    case 0x77_6174_6368: self = .event(.watch)  // watch
    case 0x77_6561_6B72_6566: self = .event(.weakReference)  // weakref
    case 0x67_6374_7261_6365: self = .gctrace  // gctrace
    case 0x6D65_7461: self = .meta  // meta
    case 0x7479_7065: self = .type  // type
    case 0x7369_7465: self = .site  // site
    case 0x6E61_6D65: self = .name  // name
    default: return nil
    }
  }
}
