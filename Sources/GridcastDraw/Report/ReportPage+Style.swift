extension ReportPage {
  /// The style sheet of the page, for screens and for print.
  static let style = """
    :root { --ink: #262626; --soft: #6e6e6e; --rule: #e3e3e3; --accent: #bd0026; }
    * { box-sizing: border-box; }
    body { margin: 0; color: var(--ink); background: #fff;
      font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
    header, main { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
    header { padding-top: 28px; }
    h1 { margin: 0; font-size: 30px; line-height: 1.2; }
    header p { margin: 6px 0 14px; color: var(--soft); }
    nav { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 10px 0; border-top: 3px solid var(--accent);
      border-bottom: 1px solid var(--rule); }
    nav a { color: var(--ink); text-decoration: none; }
    nav a:hover, nav a:focus { text-decoration: underline; }
    h2 { margin: 34px 0 10px; font-size: 21px; }
    ul { margin: 0; padding-left: 22px; }
    li { margin: 5px 0; max-width: 90ch; }
    .warnings { list-style: none; padding: 0; }
    .warnings li { max-width: none; padding: 6px 12px; border-left: 4px solid #e69f00; background: #fff7e6; }
    figure { margin: 14px 0 26px; }
    figure img { display: block; max-width: 100%; height: auto; }
    figcaption { margin-top: 4px; color: var(--soft); font-size: 14px; }
    .map > div { position: relative; touch-action: manipulation; }
    .cursor { position: absolute; border: 2px solid #000; outline: 1px solid #fff; pointer-events: none; }
    .lead { max-width: 80ch; margin: 0 0 14px; font-size: 19px; line-height: 1.45; }
    .panels { display: grid; gap: 18px; }
    .panels-many { grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
    .map img { display: block; width: 100%; height: auto; }
    .panels-one .map { max-width: 900px; }
    section p { max-width: 90ch; }
    td { max-width: 70ch; }
    .table { overflow-x: auto; }
    table { border-collapse: collapse; margin: 6px 0 18px; font-size: 14px; }
    th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid var(--rule); text-align: left;
      vertical-align: top; }
    th { color: var(--soft); font-weight: 600; }
    .n { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
    #tip { position: fixed; z-index: 2; padding: 8px 12px; background: #fff; border: 1px solid #999;
      box-shadow: 0 2px 8px #0003; font-size: 13px; pointer-events: none; }
    #tip table { margin: 2px 0 0; font-size: 13px; }
    #tip td { padding: 1px 12px 1px 0; border: 0; }
    .hint { color: var(--soft); font-size: 14px; }
    @media (max-width: 640px) {
      header, main { padding: 0 14px; }
      h1 { font-size: 25px; }
      .lead { font-size: 17px; }
    }
    @media print {
      @page { size: A4; margin: 12mm; }
      @page wide { size: A4 landscape; margin: 12mm; }
      .maps { page: wide; }
      .maps img { width: auto; max-width: 100%; max-height: 150mm; }
      body { font-size: 11pt; }
      nav, #tip, .cursor, .hint { display: none; }
      header, main { max-width: none; padding: 0; }
      td { overflow-wrap: anywhere; }
      .table { overflow: visible; }
      .panels-many { grid-template-columns: 1fr 1fr; }
      figure, tr, li { break-inside: avoid; }
      h2 { break-after: avoid; }
    }
    """
}
