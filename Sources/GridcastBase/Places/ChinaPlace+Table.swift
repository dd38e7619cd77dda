extension ChinaPlace {
  /// The places, province by province: `province Latin: place longitude latitude Latin, …`, the seat of the province first.
  ///
  /// Made by `fixtures/places/places.py` from GeoNames (geonames.org, CC BY 4.0) and the codes of GB/T 2260. A
  /// prefecture lies where its seat lies, to a kilometre.
  static let table = """
    北京 Beijing: 北京 116.40 39.91 Beijing
    天津 Tianjin: 天津 117.18 39.14 Tianjin
    河北 Hebei: 石家庄 114.48 38.04 Shijiazhuang, 唐山 118.18 39.64 Tangshan,\
     秦皇岛 119.59 39.94 Qinhuangdao, 邯郸 114.49 36.61 Handan, 邢台 114.49 37.06 Xingtai,\
     保定 115.46 38.87 Baoding, 张家口 114.87 40.78 Zhangjiakou, 承德 117.96 40.95 Chengde,\
     沧州 116.85 38.31 Cangzhou, 廊坊 116.71 39.52 Langfang, 衡水 115.68 37.74 Hengshui
    山西 Shanxi: 太原 112.56 37.87 Taiyuan, 大同 113.29 40.09 Datong, 阳泉 113.56 37.86 Yangquan,\
     长治 113.11 36.18 Changzhi, 晋城 112.83 35.50 Jincheng, 朔州 112.42 39.32 Shuozhou,\
     晋中 112.75 37.68 Jinzhong, 运城 110.99 35.02 Yuncheng, 忻州 112.73 38.41 Xinzhou,\
     临汾 111.52 36.09 Linfen, 吕梁 111.14 37.52 Luliang
    内蒙古 Inner Mongolia: 呼和浩特 111.65 40.81 Hohhot, 包头 109.84 40.65 Baotou, 乌海 106.82 39.68 Wuhai,\
     赤峰 118.96 42.27 Chifeng, 通辽 122.27 43.61 Tongliao, 鄂尔多斯 109.78 39.61 Ordos,\
     呼伦贝尔 119.76 49.21 Hulunbuir, 巴彦淖尔 107.39 40.74 Bayannur, 乌兰察布 113.13 40.99 Ulanqab,\
     兴安 122.08 46.08 Hinggan, 锡林郭勒 116.07 43.94 Xilingol, 阿拉善 105.73 38.85 Alxa
    辽宁 Liaoning: 沈阳 123.43 41.79 Shenyang, 大连 121.60 38.91 Dalian, 鞍山 122.99 41.12 Anshan,\
     抚顺 123.94 41.89 Fushun, 本溪 123.77 41.29 Benxi, 丹东 124.39 40.13 Dandong,\
     锦州 121.14 41.11 Jinzhou, 营口 122.23 40.66 Yingkou, 阜新 121.66 42.02 Fuxin,\
     辽阳 123.17 41.27 Liaoyang, 盘锦 122.22 40.67 Panjin, 铁岭 123.84 42.29 Tieling,\
     朝阳 120.46 41.57 Chaoyang, 葫芦岛 120.84 40.75 Huludao
    吉林 Jilin: 长春 125.32 43.88 Changchun, 吉林 126.56 43.85 Jilin, 四平 124.38 43.16 Siping,\
     辽源 125.14 42.89 Liaoyuan, 通化 125.93 41.72 Tonghua, 白山 126.42 41.94 Baishan,\
     松原 124.83 45.13 Songyuan, 白城 122.83 45.62 Baicheng, 延边 129.50 42.89 Yanbian
    黑龙江 Heilongjiang: 哈尔滨 126.65 45.75 Harbin, 齐齐哈尔 123.96 47.34 Qiqihar, 鸡西 130.96 45.29 Jixi,\
     鹤岗 130.29 47.35 Hegang, 双鸭山 131.13 46.68 Shuangyashan, 大庆 125.00 46.58 Daqing,\
     伊春 128.88 47.72 Yichun, 佳木斯 130.31 46.80 Jiamusi, 七台河 131.00 45.77 Qitaihe,\
     牡丹江 129.63 44.55 Mudanjiang, 黑河 127.49 50.24 Heihe, 绥化 126.97 46.65 Suihua,\
     大兴安岭 124.71 52.33 Da Hinggan Ling
    上海 Shanghai: 上海 121.46 31.22 Shanghai
    江苏 Jiangsu: 南京 118.78 32.06 Nanjing, 无锡 120.29 31.57 Wuxi, 徐州 117.28 34.20 Xuzhou,\
     常州 119.95 31.77 Changzhou, 苏州 120.60 31.30 Suzhou, 南通 120.87 32.03 Nantong,\
     连云港 119.22 34.60 Lianyungang, 淮安 119.02 33.59 Huai'an, 盐城 120.16 33.36 Yancheng,\
     扬州 119.44 32.40 Yangzhou, 镇江 119.46 32.21 Zhenjiang, 泰州 119.91 32.49 Taizhou,\
     宿迁 118.30 33.95 Suqian
    浙江 Zhejiang: 杭州 120.16 30.29 Hangzhou, 宁波 121.55 29.88 Ningbo, 温州 120.67 28.00 Wenzhou,\
     嘉兴 120.75 30.75 Jiaxing, 湖州 120.09 30.87 Huzhou, 绍兴 120.58 30.00 Shaoxing,\
     金华 119.64 29.11 Jinhua, 衢州 118.87 28.96 Quzhou, 舟山 122.20 29.99 Zhoushan,\
     台州 121.43 28.66 Taizhou, 丽水 119.91 28.46 Lishui
    安徽 Anhui: 合肥 117.28 31.86 Hefei, 芜湖 118.43 31.35 Wuhu, 蚌埠 117.36 32.94 Bengbu,\
     淮南 117.00 32.63 Huainan, 马鞍山 118.51 31.69 Ma'anshan, 淮北 116.79 33.97 Huaibei,\
     铜陵 117.78 30.95 Tongling, 安庆 117.05 30.51 Anqing, 黄山 118.31 29.71 Huangshan,\
     滁州 118.30 32.32 Chuzhou, 阜阳 115.82 32.90 Fuyang, 宿州 116.98 33.64 Suzhou,\
     六安 116.52 31.74 Lu'an, 亳州 115.77 33.88 Bozhou, 池州 117.48 30.66 Chizhou,\
     宣城 118.76 30.95 Xuancheng
    福建 Fujian: 福州 119.31 26.06 Fuzhou, 厦门 118.08 24.48 Xiamen, 莆田 119.01 25.44 Putian,\
     三明 117.62 26.25 Sanming, 泉州 118.59 24.91 Quanzhou, 漳州 117.66 24.51 Zhangzhou,\
     南平 118.17 26.64 Nanping, 龙岩 117.02 25.07 Longyan, 宁德 119.52 26.66 Ningde
    江西 Jiangxi: 南昌 115.85 28.68 Nanchang, 景德镇 117.21 29.29 Jingdezhen,\
     萍乡 113.85 27.62 Pingxiang, 九江 116.00 29.70 Jiujiang, 新余 114.93 27.80 Xinyu,\
     鹰潭 117.00 28.23 Yingtan, 赣州 114.93 25.85 Ganzhou, 吉安 114.98 27.12 Ji'an,\
     宜春 114.40 27.83 Yichun, 抚州 116.33 27.96 Fuzhou, 上饶 117.94 28.45 Shangrao
    山东 Shandong: 济南 117.00 36.67 Jinan, 青岛 120.38 36.06 Qingdao, 淄博 118.06 36.79 Zibo,\
     枣庄 117.55 34.86 Zaozhuang, 东营 118.49 37.46 Dongying, 烟台 121.44 37.48 Yantai,\
     潍坊 119.10 36.71 Weifang, 济宁 116.58 35.41 Jining, 泰安 117.12 36.19 Tai'an,\
     威海 122.11 37.51 Weihai, 日照 119.53 35.41 Rizhao, 莱芜 117.66 36.19 Laiwu,\
     临沂 118.34 35.06 Linyi, 德州 116.37 37.45 Dezhou, 聊城 116.00 36.45 Liaocheng,\
     滨州 118.02 37.37 Binzhou, 菏泽 115.47 35.24 Heze
    河南 Henan: 郑州 113.65 34.76 Zhengzhou, 开封 114.31 34.80 Kaifeng, 洛阳 112.44 34.67 Luoyang,\
     平顶山 113.32 33.73 Pingdingshan, 安阳 114.38 36.10 Anyang, 鹤壁 114.29 35.73 Hebi,\
     新乡 113.80 35.19 Xinxiang, 焦作 113.24 35.24 Jiaozuo, 濮阳 115.04 35.76 Puyang,\
     许昌 113.86 34.03 Xuchang, 漯河 114.03 33.57 Luohe, 三门峡 111.19 34.78 Sanmenxia,\
     南阳 112.55 33.01 Nanyang, 商丘 115.66 34.41 Shangqiu, 信阳 114.07 32.12 Xinyang,\
     周口 114.63 33.63 Zhoukou, 驻马店 114.03 32.98 Zhumadian, 济源 112.59 35.09 Jiyuan
    湖北 Hubei: 武汉 114.27 30.58 Wuhan, 黄石 115.05 30.25 Huangshi, 十堰 110.78 32.65 Shiyan,\
     宜昌 111.28 30.71 Yichang, 襄阳 112.14 32.04 Xiangyang, 鄂州 114.89 30.40 Ezhou,\
     荆门 112.20 31.03 Jingmen, 孝感 113.92 30.93 Xiaogan, 荆州 112.19 30.35 Jingzhou,\
     黄冈 114.87 30.45 Huanggang, 咸宁 114.32 29.84 Xianning, 随州 113.36 31.71 Suizhou,\
     恩施 109.48 30.30 Enshi, 仙桃 113.44 30.37 Xiantao, 潜江 112.89 30.42 Qianjiang,\
     天门 113.14 30.63 Tianmen
    湖南 Hunan: 长沙 112.97 28.20 Changsha, 株洲 113.15 27.83 Zhuzhou, 湘潭 112.90 27.85 Xiangtan,\
     衡阳 112.62 26.89 Hengyang, 邵阳 111.46 27.24 Shaoyang, 岳阳 113.09 29.37 Yueyang,\
     常德 111.70 29.03 Changde, 张家界 110.48 29.13 Zhangjiajie, 益阳 112.35 28.57 Yiyang,\
     郴州 113.03 25.80 Chenzhou, 永州 111.61 26.42 Yongzhou, 怀化 110.00 27.56 Huaihua,\
     娄底 111.99 27.73 Loudi, 湘西 109.73 28.32 Xiangxi
    广东 Guangdong: 广州 113.25 23.12 Guangzhou, 韶关 113.58 24.80 Shaoguan, 深圳 114.07 22.55 Shenzhen,\
     珠海 113.57 22.28 Zhuhai, 汕头 116.68 23.35 Shantou, 佛山 113.13 23.03 Foshan,\
     江门 113.08 22.58 Jiangmen, 湛江 110.39 21.23 Zhanjiang, 茂名 110.91 21.67 Maoming,\
     肇庆 112.46 23.05 Zhaoqing, 惠州 114.42 23.11 Huizhou, 梅州 116.12 24.29 Meizhou,\
     汕尾 115.35 22.78 Shanwei, 河源 114.68 23.73 Heyuan, 阳江 111.96 21.86 Yangjiang,\
     清远 113.03 23.70 Qingyuan, 东莞 113.75 23.02 Dongguan, 中山 113.38 22.52 Zhongshan,\
     潮州 116.62 23.65 Chaozhou, 揭阳 116.37 23.54 Jieyang, 云浮 112.04 22.93 Yunfu
    广西 Guangxi: 南宁 108.32 22.82 Nanning, 柳州 109.41 24.32 Liuzhou, 桂林 110.30 25.28 Guilin,\
     梧州 111.29 23.48 Wuzhou, 北海 109.12 21.48 Beihai, 防城港 108.36 21.77 Fangchenggang,\
     钦州 108.65 21.98 Qinzhou, 贵港 109.59 23.12 Guigang, 玉林 110.15 22.63 Yulin,\
     百色 106.63 23.89 Baise, 贺州 111.57 24.40 Hezhou, 河池 108.08 24.69 Hechi,\
     来宾 109.22 23.75 Laibin, 崇左 107.37 22.38 Chongzuo
    海南 Hainan: 海口 110.35 20.03 Haikou, 三亚 109.51 18.25 Sanya, 三沙 112.34 16.84 Sansha,\
     儋州 109.58 19.52 Danzhou, 五指山 109.50 18.78 Wuzhishan, 琼海 110.46 19.24 Qionghai,\
     文昌 110.80 19.55 Wenchang, 万宁 110.38 18.80 Wanning, 东方 108.67 19.10 Dongfang
    重庆 Chongqing: 重庆 106.56 29.56 Chongqing
    四川 Sichuan: 成都 104.07 30.67 Chengdu, 自贡 104.78 29.34 Zigong, 攀枝花 101.71 26.59 Panzhihua,\
     泸州 105.43 28.89 Luzhou, 德阳 104.38 31.13 Deyang, 绵阳 104.68 31.47 Mianyang,\
     广元 105.82 32.44 Guangyuan, 遂宁 105.57 30.51 Suining, 内江 105.06 29.58 Neijiang,\
     乐山 103.76 29.56 Leshan, 南充 106.08 30.80 Nanchong, 眉山 103.84 30.04 Meishan,\
     宜宾 104.64 28.76 Yibin, 广安 106.64 30.47 Guang'an, 达州 107.46 31.21 Dazhou,\
     雅安 103.00 29.99 Ya'an, 巴中 106.74 31.87 Bazhong, 资阳 104.65 30.12 Ziyang,\
     阿坝 102.22 31.90 Aba, 甘孜 101.96 30.00 Garze, 凉山 102.26 27.90 Liangshan
    贵州 Guizhou: 贵阳 106.72 26.58 Guiyang, 六盘水 104.83 26.59 Liupanshui, 遵义 106.91 27.69 Zunyi,\
     安顺 105.93 26.25 Anshun, 毕节 105.29 27.30 Bijie, 铜仁 109.19 27.72 Tongren,\
     黔西南 104.91 25.10 Qianxinan, 黔东南 107.98 26.59 Qiandongnan, 黔南 107.52 26.27 Qiannan
    云南 Yunnan: 昆明 102.72 25.04 Kunming, 曲靖 103.78 25.48 Qujing, 玉溪 102.54 24.36 Yuxi,\
     保山 99.16 25.12 Baoshan, 昭通 103.72 27.32 Zhaotong, 丽江 100.22 26.87 Lijiang,\
     普洱 100.97 22.79 Pu'er, 临沧 100.09 23.88 Lincang, 楚雄 101.55 25.04 Chuxiong,\
     红河 103.38 23.37 Honghe, 文山 104.25 23.36 Wenshan, 西双版纳 100.77 22.00 Xishuangbanna,\
     大理 100.21 25.58 Dali, 德宏 98.58 24.44 Dehong, 怒江 98.86 25.82 Nujiang, 迪庆 99.71 27.83 Diqing
    西藏 Tibet: 拉萨 91.10 29.65 Lhasa, 日喀则 88.88 29.25 Shigatse, 昌都 97.18 31.13 Qamdo,\
     林芝 94.36 29.66 Nyingchi, 山南 91.77 29.24 Shannan, 那曲 92.06 31.48 Nagqu,\
     阿里 80.10 32.50 Ngari
    陕西 Shaanxi: 西安 108.93 34.26 Xi'an, 铜川 108.95 34.90 Tongchuan, 宝鸡 107.24 34.37 Baoji,\
     咸阳 108.70 34.34 Xianyang, 渭南 109.51 34.50 Weinan, 延安 109.49 36.60 Yan'an,\
     汉中 107.02 33.08 Hanzhong, 榆林 109.74 38.29 Yulin, 安康 109.02 32.68 Ankang,\
     商洛 109.93 33.87 Shangluo
    甘肃 Gansu: 兰州 103.84 36.06 Lanzhou, 嘉峪关 98.29 39.81 Jiayuguan, 金昌 102.19 38.50 Jinchang,\
     白银 104.17 36.55 Baiyin, 天水 105.74 34.58 Tianshui, 武威 102.63 37.93 Wuwei,\
     张掖 100.45 38.93 Zhangye, 平凉 106.69 35.54 Pingliang, 酒泉 98.52 39.74 Jiuquan,\
     庆阳 107.64 35.71 Qingyang, 定西 104.62 35.57 Dingxi, 陇南 104.92 33.40 Longnan,\
     临夏 103.21 35.60 Linxia, 甘南 102.91 34.99 Gannan
    青海 Qinghai: 西宁 101.76 36.63 Xining, 海东 102.42 36.48 Haidong, 海北 100.90 36.95 Haibei,\
     黄南 102.02 35.51 Huangnan, 海南 100.61 36.28 Hainan, 果洛 100.24 34.47 Guoluo,\
     玉树 97.01 33.00 Yushu, 海西 97.35 37.38 Haixi
    宁夏 Ningxia: 银川 106.27 38.47 Yinchuan, 石嘴山 106.39 38.98 Shizuishan, 吴忠 106.20 37.99 Wuzhong,\
     固原 106.28 36.01 Guyuan, 中卫 105.19 37.51 Zhongwei
    新疆 Xinjiang: 乌鲁木齐 87.60 43.80 Urumqi, 克拉玛依 84.89 45.58 Karamay, 吐鲁番 89.18 42.95 Turpan,\
     哈密 93.51 42.83 Hami, 昌吉 87.30 44.01 Changji, 博尔塔拉 82.07 44.89 Bortala,\
     巴音郭楞 86.15 41.76 Bayingolin, 阿克苏 80.28 41.18 Aksu, 克孜勒苏 76.45 39.88 Kizilsu,\
     喀什 75.99 39.47 Kashgar, 和田 79.93 37.11 Hotan, 伊犁 81.32 43.92 Ili, 塔城 82.96 46.75 Tacheng,\
     阿勒泰 88.13 47.85 Altay, 石河子 86.04 44.30 Shihezi, 阿拉尔 81.27 40.54 Aral,\
     图木舒克 79.06 39.87 Tumxuk, 五家渠 87.52 44.16 Wujiaqu, 铁门关 85.50 41.83 Tiemenguan
    台湾 Taiwan: 台北 121.53 25.05 Taipei, 新北 121.46 25.06 New Taipei, 桃园 121.30 24.99 Taoyuan,\
     台中 120.68 24.15 Taichung, 台南 120.21 22.99 Tainan, 高雄 120.31 22.62 Kaohsiung,\
     基隆 121.74 25.13 Keelung, 新竹 120.97 24.80 Hsinchu, 嘉义 120.45 23.48 Chiayi
    香港 Hong Kong: 香港 114.17 22.28 Hong Kong
    澳门 Macao: 澳门 113.55 22.20 Macao
    """
}
