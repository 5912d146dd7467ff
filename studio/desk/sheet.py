"""The application style sheet: `@name` is a colour token, `@px(n)` a length, `@icon(meaning,@token)` a tinted icon."""

from __future__ import annotations

SHEET = """
QPushButton { background:@surface; border:1px solid @edge; border-radius:6px; padding:0 @px(12); min-height:@px(30);
  color:@text; font-weight:500; }
QPushButton:hover { background:@hover; }
QPushButton:focus { border:2px solid @accent; padding:0 @px(11); min-height:@px(28); }
QPushButton:pressed { background:@selected; }
QPushButton:disabled { color:@text3; border:1px dashed @edge; background:@sunken; }
QPushButton[kind="primary"] { background:@fill; border:1px solid @fill; color:@onfill; font-weight:600; }
QPushButton[kind="primary"]:hover { background:@fillh; border:1px solid @fillh; }
QPushButton[kind="primary"]:focus { border:2px solid @text; }
QPushButton[kind="quiet"] { background:transparent; border:1px solid transparent; color:@text2; padding:0 @px(8); }
QPushButton[kind="quiet"]:hover { background:@hover; }
QPushButton[kind="quiet"]:focus { border:2px solid @accent; padding:0 @px(7); }
QPushButton[kind="link"] { background:transparent; border:1px solid transparent; color:@accent; padding:0 @px(3);
  min-height:@px(20);
  text-align:left; }
QPushButton[kind="link"]:hover { text-decoration:underline; }
QPushButton[kind="link"]:focus { border:2px solid @accent; border-radius:4px; padding:0 @px(2); min-height:@px(18); }
QPushButton[kind="danger"] { color:@error; border:1px solid @error; }
QPushButton[big="1"] { min-height:@px(46); font-size:@px(16); border-radius:8px; padding:0 @px(24); }
QPushButton[small="1"] { min-height:@px(24); font-size:@px(12); padding:0 @px(8); }
QPushButton[on="1"] { background:@tint; border:1px solid @accent; color:@accent; font-weight:600; }
QPushButton[notyet="1"], QPushButton[notyet="1"]:hover { background:@sunken; border:1px dashed @edge; color:@text3;
  font-weight:500; }
QPushButton[kind="quiet"][notyet="1"], QPushButton[kind="link"][notyet="1"] { background:transparent;
  border:1px dashed transparent; }
QPushButton[notyet="1"]:focus { border:2px dashed @accent; }
QPushButton[field="1"] { text-align:left; font-weight:400; }
QPushButton[field="1"]:disabled { background:@sunken; color:@text2; border:1px solid @line; }
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit { background:@surface; border:1px solid @edge; border-radius:6px;
  padding:0 @px(8);
  min-height:@px(30); color:@text; selection-background-color:@fill; selection-color:@onfill; }
QPlainTextEdit { padding:@px(4) @px(4); }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QDateEdit:focus { border:2px solid @accent; padding:0 @px(7);
  min-height:@px(28); }
QPlainTextEdit:focus { padding:@px(3) @px(3); }
QLineEdit:read-only, QPlainTextEdit:read-only { background:@sunken; }
QComboBox:disabled, QDateEdit:disabled, QLineEdit:disabled { background:@sunken; color:@text2; border:1px solid @line; }
QLineEdit[bad="1"], QComboBox[bad="1"], QPlainTextEdit[bad="1"] { border:2px solid @error; padding:0 @px(7);
  min-height:@px(28); }
QComboBox { padding:0 @px(10); } QComboBox:focus, QComboBox[bad="1"] { padding:0 @px(9); }
QComboBox::drop-down, QDateEdit::drop-down { border:none; width:24px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image:url(@icon(down,@text2)); width:14px; height:14px; }
QComboBox QAbstractItemView { background:@raised; border:1px solid @edge; selection-background-color:@selected;
  selection-color:@text; outline:0; }
QRadioButton, QCheckBox { spacing:8px; color:@text; padding:@px(2); border:2px solid transparent; border-radius:4px; }
QRadioButton:focus, QCheckBox:focus { border:2px solid @accent; }
QRadioButton::indicator { width:14px; height:14px; border:1px solid @edge; border-radius:8px; background:@surface; }
QRadioButton::indicator:checked { border:5px solid @accent; width:6px; height:6px; background:@surface; }
QCheckBox::indicator { width:14px; height:14px; border:1px solid @edge; border-radius:4px; background:@surface; }
QCheckBox::indicator:checked { background:@fill; border:1px solid @fill; image:url(@icon(accept,@onfill)); }
QToolTip { background:@raised; color:@text; border:1px solid @line; padding:4px; }
QMenu { background:@raised; border:1px solid @line; padding:4px; }
QMenu::item { padding:@px(6) @px(16); border-radius:4px; }
QMenu::item:selected { background:@selected; color:@text; }
QMenu::item:disabled { color:@text3; }
QSplitter::handle { background:@line; }
QScrollBar:vertical { background:transparent; width:12px; margin:0; }
QScrollBar::handle:vertical { background:@edge; border-radius:3px; min-height:30px; margin:2px 3px; }
QScrollBar:horizontal { background:transparent; height:12px; margin:0; }
QScrollBar::handle:horizontal { background:@edge; border-radius:3px; min-width:30px; margin:3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width:0; height:0; }
QScrollBar::add-page, QScrollBar::sub-page { background:transparent; }
QProgressBar { background:@track; border:none; border-radius:3px; max-height:6px; min-height:6px; }
QProgressBar::chunk { background:@fill; border-radius:3px; }
QHeaderView::section { background:@surface; color:@text3; border:none; border-bottom:1px solid @line;
  padding:@px(4) @px(12); font-weight:600;
  font-size:@px(11); }
"""
