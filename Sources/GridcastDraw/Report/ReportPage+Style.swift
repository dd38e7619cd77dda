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
    .explorer { margin: 14px 0 26px; }
    .explorer [hidden] { display: none; }
    .explorer-controls { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 26px; min-height: 40px; }
    .explorer-controls label, .explorer-controls fieldset { display: inline-flex; align-items: center; gap: 8px; }
    .explorer-controls label { max-width: 100%; }
    .explorer-controls select { min-width: 0; flex: 0 1 auto; }
    .explorer-controls fieldset { flex-wrap: wrap; margin: 0; padding: 0; border: 0; gap: 4px 12px; }
    .explorer-controls fieldset:disabled { opacity: 0.45; }
    .explorer-controls select { max-width: min(100%, 420px); padding: 6px 8px; font: inherit; background: #fff; }
    .explorer-controls input[type=range] { width: 190px; height: 32px; accent-color: var(--accent); }
    .explorer-controls input[type=radio], .explorer-legend input { width: 17px; height: 17px; margin: 0;
      accent-color: var(--accent); flex: none; }
    .explorer-controls output { min-width: 8em; font-weight: 600; }
    .explorer-title { margin: 8px 0 6px; font-weight: 600; }
    .explorer-body { display: grid; grid-template-columns: minmax(0, 1fr) 230px; gap: 22px; }
    .explorer-stage { position: relative; min-width: 0; }
    .explorer canvas { display: block; outline: 1px solid #999; cursor: grab; }
    .explorer canvas:active { cursor: grabbing; }
    .explorer :focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
    .explorer-buttons { position: absolute; top: 10px; right: 10px; display: grid; gap: 6px; }
    .explorer-buttons button { width: 38px; height: 38px; padding: 0; border: 1px solid #767676; border-radius: 4px;
      background: #fff; color: var(--ink); font: 600 20px/1 system-ui, sans-serif; cursor: pointer; }
    .explorer-buttons button:disabled { color: #b5b5b5; cursor: default; }
    .explorer-buttons svg { display: block; margin: auto; }
    .explorer-legend { font-size: 14px; }
    .explorer-legend ul { margin: 6px 0 16px; padding: 0; list-style: none; }
    .explorer-legend li { display: flex; align-items: center; gap: 9px; margin: 0 0 3px; }
    .explorer-legend li span { width: 26px; height: 16px; outline: 1px solid #0003; outline-offset: -1px; flex: none;
      -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .explorer-legend label { display: flex; align-items: center; gap: 9px; padding: 3px 0; }
    .explorer-legend svg { flex: none; }
    .explorer-reading { min-height: 3em; max-width: none; margin: 10px 0 0; font-size: 15px; }
    @media (max-width: 760px) {
      .explorer-body { grid-template-columns: minmax(0, 1fr); gap: 12px; }
      .explorer-legend ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(110px, 1fr)); gap: 2px 12px; }
      .explorer-overlays { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
      .explorer-time { flex-wrap: wrap; }
      .explorer-controls input[type=range] { width: min(60vw, 260px); }
      .explorer-buttons button { width: 44px; height: 44px; }
    }
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
      .explorer { break-inside: avoid; }
      .explorer-controls, .explorer-buttons, .explorer-reading, .explorer-legend input { display: none; }
      .explorer-body { grid-template-columns: minmax(0, 1fr) 46mm; gap: 5mm; }
      .explorer canvas { width: auto !important; height: auto !important; max-width: 100%; max-height: 165mm; }
      .explorer-legend label:has(input:not(:checked)) { display: none; }
      header, main { max-width: none; padding: 0; }
      td:first-child { min-width: 1.6em; }
      .long td { overflow-wrap: anywhere; }
      .table { overflow: visible; }
      .panels-many { grid-template-columns: 1fr 1fr; }
      figure, tr, li { break-inside: avoid; }
      h2 { break-after: avoid; }
    }
    """
}
